// Policies, pods and namespaces → the rules of one node, as text for nft. Pure.
//
// Rules stand where packets are forwarded, behind what kube-proxy rewrites: they see a pod as sender and a pod as receiver, also by way of a
// Service. What the node itself sends and receives (probes of the kubelet, pods of its own network) is not forwarded, so nothing here can
// cut it off. What was under way before a policy stays: packets of a connection that is established pass.
package main

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	v1 "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/labels"
)

const (
	table = "inet network-policies"
	// The first line only sees to it that there is something to remove.
	clearRules = "table " + table + "\ndelete table " + table + "\n"
	// nftables holds 128 bytes of a comment.
	longestComment = 120
)

type policyFacts struct {
	node string
	// Of which this node's pods have their addresses.
	subnets []netip.Prefix
	// This node's pods, namespace/name, by address: what is known without the API server.
	addresses  map[netip.Addr]string
	pods       []*v1.Pod
	namespaces []*v1.Namespace
	policies   []*networking.NetworkPolicy
}

// A pod with a network of its own, that has not ended.
type policedPod struct {
	name      string
	namespace string
	labels    labels.Set
	addresses []netip.Addr
	ports     []v1.ContainerPort
	isHere    bool
}

type direction struct {
	name networking.PolicyType
	// Of a packet that the pod sends or receives.
	own, other string
	// So much before the rules of iptables: what those let pass must not get around these.
	before int
}

var directions = []direction{
	{name: networking.PolicyTypeEgress, own: "saddr", other: "daddr", before: 2},
	{name: networking.PolicyTypeIngress, own: "daddr", other: "saddr", before: 1},
}

func renderRules(facts policyFacts) string {
	cluster := readCluster(facts)
	policies := slices.SortedFunc(slices.Values(facts.policies), func(a, b *networking.NetworkPolicy) int {
		return cmp.Or(cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name))
	})
	var text strings.Builder
	text.WriteString(clearRules + "table " + table + " {\n")
	for _, direction := range directions {
		writeDirection(&text, direction, cluster, policies)
	}
	text.WriteString("}\n")
	return text.String()
}

// Pods of this node that the same policies select, by their numbers: they have one chain.
type policedGroup struct {
	policies []int
	pods     []policedPod
}

func groupPods(direction direction, cluster cluster, policies []*networking.NetworkPolicy) []policedGroup {
	var groups []policedGroup
	for _, pod := range cluster.pods {
		var selecting []int
		for index, policy := range policies {
			if pod.isHere && hasDirection(policy, direction) && isSelected(policy, pod) {
				selecting = append(selecting, index)
			}
		}
		if len(selecting) == 0 {
			continue
		}
		at := slices.IndexFunc(groups, func(group policedGroup) bool { return slices.Equal(group.policies, selecting) })
		if at < 0 {
			at = len(groups)
			groups = append(groups, policedGroup{policies: selecting})
		}
		groups[at].pods = append(groups[at].pods, pod)
	}
	return groups
}

// Names of chains are numbers: those of policies may be longer than a chain's.
func writeDirection(text *strings.Builder, direction direction, cluster cluster, policies []*networking.NetworkPolicy) {
	name := strings.ToLower(string(direction.name))
	groups := groupPods(direction, cluster, policies)
	fmt.Fprintf(text, "\tchain %s {\n\t\ttype filter hook forward priority filter - %d; policy accept;\n", name, direction.before)
	text.WriteString("\t\tct state established,related accept\n")
	for _, family := range families {
		writeVerdicts(text, family, direction, name, groups)
		if cluster.hasStrangers || slices.ContainsFunc(groups, isStarting) {
			writeUnknown(text, family, direction, cluster)
		}
	}
	text.WriteString("\t}\n")

	used := make([]bool, len(policies))
	for index, group := range groups {
		fmt.Fprintf(text, "\tchain %s-%d {\n", name, index)
		for _, policy := range group.policies {
			used[policy] = true
			comment := policies[policy].Namespace + "/" + policies[policy].Name
			fmt.Fprintf(text, "\t\tjump %s-policy-%d comment \"%.*s\"\n", name, policy, longestComment, comment)
		}
		text.WriteString("\t\tdrop\n\t}\n")
	}
	for index, policy := range policies {
		if !used[index] {
			continue
		}
		fmt.Fprintf(text, "\tchain %s-policy-%d {\n", name, index)
		for _, rule := range renderPolicy(policy, direction, cluster) {
			fmt.Fprintf(text, "\t\t%s\n", strings.TrimSpace(rule+" accept"))
		}
		text.WriteString("\t}\n")
	}
}

func writeVerdicts(text *strings.Builder, family family, direction direction, name string, groups []policedGroup) {
	var itself, verdicts []string
	for index, group := range groups {
		for _, address := range family.pick(group.pods) {
			itself = append(itself, fmt.Sprintf("%s . %s", address, address))
			verdicts = append(verdicts, fmt.Sprintf("%s : goto %s-%d", address, name, index))
		}
	}
	if len(itself) == 0 {
		return
	}
	// By way of a Service a pod reaches itself, which no policy is about.
	fmt.Fprintf(text, "\t\t%s saddr . %s daddr { %s } accept\n", family, family, strings.Join(itself, ", "))
	fmt.Fprintf(text, "\t\t%s %s vmap { %s }\n", family, direction.own, strings.Join(verdicts, ", "))
}

func isStarting(group policedGroup) bool {
	return slices.ContainsFunc(group.pods, func(pod policedPod) bool { return len(pod.addresses) == 0 })
}

// A pod that a policy selects starts here and its address is not known yet, or an address is and its pod is not: until that is clear,
// which takes milliseconds, nothing new passes for an address of this node that no known pod has.
func writeUnknown(text *strings.Builder, family family, direction direction, cluster cluster) {
	for _, subnet := range cluster.subnets {
		if !family.has(subnet.Addr()) {
			continue
		}
		known := ""
		if addresses := family.only(cluster.known); len(addresses) > 0 {
			known = fmt.Sprintf("%s %s != %s ", family, direction.own, renderSet(addresses))
		}
		fmt.Fprintf(text, "\t\t%s %s %s %sdrop\n", family, direction.own, subnet, known)
	}
}

func hasDirection(policy *networking.NetworkPolicy, direction direction) bool {
	if len(policy.Spec.PolicyTypes) > 0 {
		return slices.Contains(policy.Spec.PolicyTypes, direction.name)
	}
	return direction.name == networking.PolicyTypeIngress || len(policy.Spec.Egress) > 0
}

func isSelected(policy *networking.NetworkPolicy, pod policedPod) bool {
	return policy.Namespace == pod.namespace && selects(&policy.Spec.PodSelector, pod.labels)
}
