// containerd, ctr and crictl as one binary: their code is nearly all in containerd already. It runs the program it
// is called as; the package crictl is put beside this file when it is built, see recipe.ts. The shim stays a binary of its own: one runs for every pod, so it must be small in memory.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	_ "github.com/containerd/containerd/v2/cmd/containerd/builtins"
	containerd "github.com/containerd/containerd/v2/cmd/containerd/command"
	ctr "github.com/containerd/containerd/v2/cmd/ctr/app"
	"vitest-kind/images/containerd/crictl"
)

func main() {
	name, app := filepath.Base(os.Args[0]), containerd.App()
	if name == "crictl" {
		crictl.Main()
		return
	}
	if name == "ctr" {
		app = ctr.New()
	}
	if err := app.Run(context.Background(), os.Args); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
		os.Exit(1)
	}
}
