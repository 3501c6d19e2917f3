// One policy and one direction → what it lets pass, a condition a line. Pure.
package main

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"

	v1 "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// What a packet must be like, in the words of nft. Without a family it may be of either.
type condition struct {
	family family
	text   string
}

var anything = []condition{{}}

func renderPolicy(policy *networking.NetworkPolicy, direction direction, cluster cluster) []string {
	var lines []string
	if direction.name == networking.PolicyTypeIngress {
		for _, rule := range policy.Spec.Ingress {
			lines = append(lines, renderRule(policy, direction, rule.From, rule.Ports, cluster)...)
		}
		return lines
	}
	for _, rule := range policy.Spec.Egress {
		lines = append(lines, renderRule(policy, direction, rule.To, rule.Ports, cluster)...)
	}
	return lines
}

func renderRule(
	policy *networking.NetworkPolicy, direction direction, from []networking.NetworkPolicyPeer, ports []networking.NetworkPolicyPort,
	cluster cluster,
) []string {
	peers := readPeers(policy.Namespace, from, cluster)
	conditions := peers.conditions(direction.other)
	if len(ports) == 0 {
		return combine(conditions, anything)
	}
	var lines []string
	for _, port := range ports {
		switch {
		case port.Port == nil || port.Port.Type == intstr.Int:
			lines = append(lines, combine(conditions, []condition{{text: renderPort(port)}})...)
		// A name stands for what each receiving pod calls so: one that is policed here, or one that a pod of here sends to.
		case direction.name == networking.PolicyTypeIngress:
			selected := slices.Collect(filter(cluster.pods, func(pod policedPod) bool { return pod.isHere && isSelected(policy, pod) }))
			lines = append(lines, combine(conditions, renderNamed(port, selected))...)
		default:
			lines = append(lines, combine(anything, renderNamed(port, peers.reached(cluster)))...)
		}
	}
	return lines
}

// Both hold.
func combine(some, others []condition) []string {
	var lines []string
	for _, one := range some {
		for _, other := range others {
			if one.family == "" || other.family == "" || one.family == other.family {
				lines = append(lines, strings.TrimSpace(one.text+" "+other.text))
			}
		}
	}
	return lines
}

func renderPort(port networking.NetworkPolicyPort) string {
	protocol := protocolOf(port.Protocol)
	switch {
	case port.Port == nil:
		return "meta l4proto " + protocol
	case port.EndPort != nil:
		return fmt.Sprintf("%s dport %d-%d", protocol, port.Port.IntVal, *port.EndPort)
	}
	return fmt.Sprintf("%s dport %d", protocol, port.Port.IntVal)
}

func renderNamed(port networking.NetworkPolicyPort, receivers []policedPod) []condition {
	byNumber := map[int32][]policedPod{}
	for _, pod := range receivers {
		for _, own := range pod.ports {
			if own.Name == port.Port.StrVal && protocolOf(&own.Protocol) == protocolOf(port.Protocol) {
				byNumber[own.ContainerPort] = append(byNumber[own.ContainerPort], pod)
			}
		}
	}
	var conditions []condition
	for _, number := range slices.Sorted(maps.Keys(byNumber)) {
		for _, one := range ofPods(byNumber[number], "daddr") {
			conditions = append(conditions, condition{one.family, fmt.Sprintf("%s %s dport %d", one.text, protocolOf(port.Protocol), number)})
		}
	}
	return conditions
}

func protocolOf(protocol *v1.Protocol) string {
	if protocol == nil || *protocol == "" {
		return "tcp"
	}
	return strings.ToLower(string(*protocol))
}

type peers struct {
	areAll bool
	pods   []policedPod
	blocks []block
}

type block struct {
	prefix netip.Prefix
	except []netip.Prefix
}

func readPeers(namespace string, of []networking.NetworkPolicyPeer, cluster cluster) peers {
	read := peers{areAll: len(of) == 0}
	for _, peer := range of {
		if peer.IPBlock != nil {
			if prefix, err := netip.ParsePrefix(peer.IPBlock.CIDR); err == nil {
				read.blocks = append(read.blocks, block{prefix.Masked(), readPrefixes(peer.IPBlock.Except)})
			}
			continue
		}
		for pod := range filter(cluster.pods, func(pod policedPod) bool { return isPeer(namespace, peer, pod, cluster) }) {
			read.pods = append(read.pods, pod)
		}
	}
	return read
}

func readPrefixes(texts []string) []netip.Prefix {
	var prefixes []netip.Prefix
	for _, text := range texts {
		if prefix, err := netip.ParsePrefix(text); err == nil {
			prefixes = append(prefixes, prefix.Masked())
		}
	}
	return prefixes
}

func isPeer(namespace string, peer networking.NetworkPolicyPeer, pod policedPod, cluster cluster) bool {
	if peer.PodSelector != nil && !selects(peer.PodSelector, pod.labels) {
		return false
	}
	if peer.NamespaceSelector == nil {
		return pod.namespace == namespace
	}
	return selects(peer.NamespaceSelector, cluster.namespaces[pod.namespace])
}

// side: saddr or daddr.
func (p peers) conditions(side string) []condition {
	if p.areAll {
		return anything
	}
	conditions := ofPods(p.pods, side)
	for _, block := range p.blocks {
		conditions = append(conditions, block.condition(side))
	}
	return conditions
}

// One test after the other, and no set: exceptions may overlap, which a set refuses.
func (b block) condition(side string) condition {
	family := familyOf(b.prefix.Addr())
	text := fmt.Sprintf("%s %s %s", family, side, b.prefix)
	if b.prefix.Bits() == 0 {
		text = "meta nfproto " + map[string]string{"ip": "ipv4", "ip6": "ipv6"}[string(family)]
	}
	for _, except := range b.except {
		text += fmt.Sprintf(" %s %s != %s", family, side, except)
	}
	return condition{family, text}
}

func (b block) contains(address netip.Addr) bool {
	return b.prefix.Contains(address) && !slices.ContainsFunc(b.except, func(except netip.Prefix) bool { return except.Contains(address) })
}

// The pods among them, also those that only an address tells; each with those of its addresses that belong to them.
func (p peers) reached(cluster cluster) []policedPod {
	if p.areAll {
		return cluster.pods
	}
	reached := slices.Clone(p.pods)
	for _, pod := range cluster.pods {
		pod.addresses = slices.Collect(filter(pod.addresses, func(address netip.Addr) bool {
			return slices.ContainsFunc(p.blocks, func(block block) bool { return block.contains(address) })
		}))
		reached = append(reached, pod)
	}
	return reached
}

func ofPods(pods []policedPod, side string) []condition {
	var conditions []condition
	for _, family := range families {
		if addresses := family.pick(pods); len(addresses) > 0 {
			conditions = append(conditions, condition{family, fmt.Sprintf("%s %s %s", family, side, renderSet(addresses))})
		}
	}
	return conditions
}

func familyOf(address netip.Addr) family {
	if address.Is4() {
		return "ip"
	}
	return "ip6"
}

func filter[One any](all []One, keep func(One) bool) func(yield func(One) bool) {
	return func(yield func(One) bool) {
		for _, one := range all {
			if keep(one) && !yield(one) {
				return
			}
		}
	}
}
