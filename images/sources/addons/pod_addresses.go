// The addresses of this node's pods, as the CNI plugins have given them: known before a pod sends anything, and a second or so before the
// API server is told.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"k8s.io/klog/v2"
)

const (
	// A file for each pod, kept by containerd (libcni) from before its first process until its network is taken down.
	cniResults = "/var/lib/cni/results"
	// Written by flanneld.
	ownSubnets = "/run/flannel/subnet.env"
)

type cniResult struct {
	Arguments [][2]string `json:"cniArgs"`
	Result    struct {
		IPs []struct {
			Address string `json:"address"`
		} `json:"ips"`
	} `json:"result"`
}

// Address → namespace/name. An address that two claim is that of the newer: what was not taken down when a node was killed is the older.
func readPodAddresses() map[netip.Addr]string {
	addresses, since := map[netip.Addr]string{}, map[netip.Addr]time.Time{}
	files, _ := filepath.Glob(filepath.Join(cniResults, "*"))
	for _, file := range files {
		content, err := os.ReadFile(file)
		info, errStat := os.Stat(file)
		var result cniResult
		// One that is being written or has just gone.
		if err != nil || errStat != nil || json.Unmarshal(content, &result) != nil {
			continue
		}
		pod := result.pod()
		for _, ip := range result.Result.IPs {
			prefix, err := netip.ParsePrefix(ip.Address)
			if err != nil || pod == "" || prefix.Addr().IsLoopback() || info.ModTime().Before(since[prefix.Addr()]) {
				continue
			}
			addresses[prefix.Addr()], since[prefix.Addr()] = pod, info.ModTime()
		}
	}
	return addresses
}

func (r cniResult) pod() string {
	var namespace, name string
	for _, argument := range r.Arguments {
		switch argument[0] {
		case "K8S_POD_NAMESPACE":
			namespace = argument[1]
		case "K8S_POD_NAME":
			name = argument[1]
		}
	}
	if namespace == "" || name == "" {
		return ""
	}
	return namespace + "/" + name
}

// Those that this node's pods have their addresses of.
func readOwnSubnets() []netip.Prefix {
	file, err := os.Open(ownSubnets)
	if err != nil {
		return nil
	}
	defer file.Close()
	var subnets []netip.Prefix
	for lines := bufio.NewScanner(file); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), "=")
		if prefix, err := netip.ParsePrefix(value); err == nil && (name == "FLANNEL_SUBNET" || name == "FLANNEL_IPV6_SUBNET") {
			subnets = append(subnets, prefix.Masked())
		}
	}
	return subnets
}

// Tells of every pod that comes or goes, and of a new configuration of their network, until the context ends. Where the kernel gives no more
// such watches, the API server tells, later.
func watchPodAddresses(ctx context.Context, tell func()) {
	fd, err := syscall.InotifyInit1(syscall.IN_CLOEXEC | syscall.IN_NONBLOCK)
	for _, folder := range []string{cniResults, filepath.Dir(podNetwork)} {
		if err == nil {
			_, err = syscall.InotifyAddWatch(fd, folder, syscall.IN_CLOSE_WRITE|syscall.IN_MOVED_TO|syscall.IN_DELETE)
		}
	}
	if err != nil {
		_ = syscall.Close(fd)
		klog.Warningf("NetworkPolicies: addresses of pods are known only when the API server tells them: %v", err)
		return
	}
	events := os.NewFile(uintptr(fd), "inotify")
	context.AfterFunc(ctx, func() { events.Close() })
	for buffer := make([]byte, 64<<10); ; {
		if _, err := events.Read(buffer); err != nil {
			return
		}
		tell()
	}
}
