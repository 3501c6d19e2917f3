// Rules into force and out of it: the table of nftables, and that pods begin under it when their node restarts.
package main

import (
	"fmt"
	"os"
	"os/exec"
)

const (
	// What is in force. Gone when the node restarts, as the table is; a flanneld that is started anew knows by it that there is one.
	rulesInForce = "/run/flannel/network-policies.nft"
	// Awaited by run-flannel before it lets pods begin.
	policiesKnown = "/tmp/network-policies-known"
	// run-flannel writes it, and no pod begins without it. It outlives a restart of the node, what is in /run does not.
	podNetwork     = "/etc/cni/net.d/10-flannel.conflist"
	podNetworkHeld = "/run/flannel/10-flannel.conflist"
)

// All or nothing: nft puts a file into force in one step.
func applyRules(rules string) error {
	part := rulesInForce + ".part"
	if err := os.WriteFile(part, []byte(rules), 0o600); err != nil {
		return err
	}
	if output, err := exec.Command("nft", "-f", part).CombinedOutput(); err != nil {
		return fmt.Errorf("nft: %w: %s", err, output)
	}
	return os.Rename(part, rulesInForce)
}

func removeRules() error {
	if _, err := os.Stat(rulesInForce); os.IsNotExist(err) {
		return nil
	}
	if err := applyRules(clearRules); err != nil {
		return err
	}
	return os.Remove(rulesInForce)
}

// A node that restarts begins its pods with a network that is configured already, and the rules are gone: while there are policies, what
// stays on the disk is a link that leads nowhere then, until run-flannel has written the file anew.
func holdPodsAtRestart() error {
	found, err := os.Lstat(podNetwork)
	if os.IsNotExist(err) || err == nil && found.Mode()&os.ModeSymlink != 0 {
		return nil
	}
	content, err := os.ReadFile(podNetwork)
	if err != nil {
		return err
	}
	if err := os.WriteFile(podNetworkHeld, content, 0o644); err != nil {
		return err
	}
	return replacePodNetwork(func(path string) error { return os.Symlink(podNetworkHeld, path) })
}

func letPodsBeginAtRestart() error {
	found, err := os.Lstat(podNetwork)
	if err != nil || found.Mode()&os.ModeSymlink == 0 {
		return nil
	}
	content, err := os.ReadFile(podNetwork)
	if err != nil {
		return err
	}
	return replacePodNetwork(func(path string) error { return os.WriteFile(path, content, 0o644) })
}

// Renamed into place: containerd watches.
func replacePodNetwork(write func(path string) error) error {
	part := podNetwork + ".policies"
	_ = os.Remove(part)
	if err := write(part); err != nil {
		return err
	}
	return os.Rename(part, podNetwork)
}
