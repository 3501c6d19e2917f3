// The CNI plugins as one binary; it runs the plugin it is called as. The packages imported here are put beside
// this file when it is built: see recipe.ts.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"vitest-kind/images/cni-plugins/bandwidth"
	"vitest-kind/images/cni-plugins/bridge"
	"vitest-kind/images/cni-plugins/firewall"
	"vitest-kind/images/cni-plugins/hostlocal"
	"vitest-kind/images/cni-plugins/loopback"
	"vitest-kind/images/cni-plugins/portmap"
	"vitest-kind/images/cni-plugins/ptp"
	"vitest-kind/images/cni-plugins/static"
	"vitest-kind/images/cni-plugins/tuning"
)

func main() {
	plugins := map[string]func(){
		"bandwidth":  bandwidth.Main,
		"bridge":     bridge.Main,
		"firewall":   firewall.Main,
		"host-local": hostlocal.Main,
		"loopback":   loopback.Main,
		"portmap":    portmap.Main,
		"ptp":        ptp.Main,
		"static":     static.Main,
		"tuning":     tuning.Main,
	}
	name := filepath.Base(os.Args[0])
	run, known := plugins[name]
	if !known {
		fmt.Fprintf(os.Stderr, "%s is not the name of a CNI plugin in this binary\n", name)
		os.Exit(2)
	}
	run()
}
