// Pods and namespaces, as the API server and this node know them → who has which address, for the rules. Pure.
package main

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

type cluster struct {
	subnets    []netip.Prefix
	pods       []policedPod
	namespaces map[string]labels.Set
	// Addresses of this node whose pod is known, whether it is policed or not.
	known []netip.Addr
	// Whether there is one whose pod is not.
	hasStrangers bool
}

func readCluster(facts policyFacts) cluster {
	read := cluster{subnets: facts.subnets, namespaces: map[string]labels.Set{}}
	for _, namespace := range facts.namespaces {
		read.namespaces[namespace.Name] = namespace.Labels
	}
	exists := map[string]bool{}
	for _, pod := range facts.pods {
		if pod.Spec.HostNetwork {
			// Its addresses are the node's.
			continue
		}
		name := pod.Namespace + "/" + pod.Name
		exists[name] = true
		one := policedPod{name: name, namespace: pod.Namespace, labels: pod.Labels, ports: listPorts(pod)}
		one.isHere = pod.Spec.NodeName == facts.node
		one.addresses = listAddresses(pod, name, facts)
		if one.isHere {
			read.known = append(read.known, one.addresses...)
		}
		// The address of one that has ended may be another's soon.
		if pod.Status.Phase != v1.PodSucceeded && pod.Status.Phase != v1.PodFailed {
			read.pods = append(read.pods, one)
		}
	}
	for _, name := range facts.addresses {
		read.hasStrangers = read.hasStrangers || !exists[name]
	}
	slices.SortFunc(read.pods, func(a, b policedPod) int { return cmp.Compare(a.name, b.name) })
	return read
}

// What this node knows of its addresses counts for more than what the API server was told.
func listAddresses(pod *v1.Pod, name string, facts policyFacts) []netip.Addr {
	var addresses []netip.Addr
	for _, ip := range pod.Status.PodIPs {
		address, err := netip.ParseAddr(ip.IP)
		if owner, isKnown := facts.addresses[address]; err == nil && (!isKnown || owner == name) {
			addresses = append(addresses, address)
		}
	}
	for address, owner := range facts.addresses {
		if owner == name && !slices.Contains(addresses, address) {
			addresses = append(addresses, address)
		}
	}
	return addresses
}

func listPorts(pod *v1.Pod) []v1.ContainerPort {
	var ports []v1.ContainerPort
	for _, containers := range [][]v1.Container{pod.Spec.InitContainers, pod.Spec.Containers} {
		for _, container := range containers {
			ports = append(ports, container.Ports...)
		}
	}
	return ports
}

// The API server lets no selector through that cannot be read.
func selects(selector *metav1.LabelSelector, of labels.Set) bool {
	read, err := metav1.LabelSelectorAsSelector(selector)
	return err == nil && read.Matches(of)
}

// As nft calls them.
type family string

var families = []family{"ip", "ip6"}

func (f family) has(address netip.Addr) bool { return address.Is4() == (f == "ip") }

func (f family) only(addresses []netip.Addr) []netip.Addr {
	var picked []netip.Addr
	for _, address := range addresses {
		if f.has(address) {
			picked = append(picked, address)
		}
	}
	slices.SortFunc(picked, netip.Addr.Compare)
	return slices.Compact(picked)
}

func (f family) pick(pods []policedPod) []netip.Addr {
	var addresses []netip.Addr
	for _, pod := range pods {
		addresses = append(addresses, pod.addresses...)
	}
	return f.only(addresses)
}

func renderSet(addresses []netip.Addr) string {
	words := make([]string, len(addresses))
	for index, address := range addresses {
		words[index] = address.String()
	}
	return "{ " + strings.Join(words, ", ") + " }"
}
