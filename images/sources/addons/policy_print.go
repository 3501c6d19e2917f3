// `network-policies`: facts as JSON on standard input → the rules that a node would have, on standard output. For tests, and for whoever
// asks why a packet does not pass.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/netip"
	"os"

	v1 "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Objects as the API server lists them, and what the node itself knows.
type printInput struct {
	Node      string                `json:"node"`
	Subnets   []netip.Prefix        `json:"subnets"`
	Addresses map[netip.Addr]string `json:"addresses"`
	Objects   []json.RawMessage     `json:"objects"`
}

func printRules(from io.Reader, to io.Writer) error {
	var input printInput
	if err := json.NewDecoder(from).Decode(&input); err != nil {
		return err
	}
	facts := policyFacts{node: input.Node, subnets: input.Subnets, addresses: input.Addresses}
	for _, object := range input.Objects {
		if err := facts.add(object); err != nil {
			return err
		}
	}
	_, err := io.WriteString(to, renderRules(facts))
	return err
}

func (f *policyFacts) add(object []byte) error {
	var meta metav1.TypeMeta
	if err := json.Unmarshal(object, &meta); err != nil {
		return err
	}
	switch meta.Kind {
	case "Pod":
		pod := &v1.Pod{}
		f.pods = append(f.pods, pod)
		return json.Unmarshal(object, pod)
	case "Namespace":
		namespace := &v1.Namespace{}
		f.namespaces = append(f.namespaces, namespace)
		return json.Unmarshal(object, namespace)
	case "NetworkPolicy":
		policy := &networking.NetworkPolicy{}
		f.policies = append(f.policies, policy)
		return json.Unmarshal(object, policy)
	}
	return fmt.Errorf("%q is not one of Pod, Namespace, NetworkPolicy", meta.Kind)
}

func printRulesMain() {
	if err := printRules(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "network-policies:", err)
		os.Exit(1)
	}
}
