// Volumes made and removed by a local-path-provisioner on their own node. As published it runs once and starts a pod on the node for
// every mkdir and every rm, which takes seconds. Told by NODE_NAME where it is, it sees to the volumes of that node only, and does it itself;
// without NODE_NAME it is what was published.
package main

import (
	"context"
	"os"
	"strings"

	v1 "k8s.io/api/core/v1"
	"sigs.k8s.io/sig-storage-lib-external-provisioner/v10/controller"
)

// Where the nodes' directory is mounted, under the path that it has on the node.
const volumesOfNode = "/var/local-path-provisioner/"

// Written by the scheduler into the claim, and by the provisioner into the volume.
const (
	nodeOfClaim  = "volume.kubernetes.io/selected-node"
	nodeOfVolume = "local.path.provisioner/selected-node"
)

type nodeProvisioner struct {
	controller.Provisioner
	node string
}

func onThisNode(provisioner controller.Provisioner) controller.Provisioner {
	if node := os.Getenv("NODE_NAME"); node != "" {
		return nodeProvisioner{provisioner, node}
	}
	return provisioner
}

// A claim of no node is for a file system that all nodes share: whoever is first makes it.
func (p nodeProvisioner) ShouldProvision(_ context.Context, claim *v1.PersistentVolumeClaim) bool {
	node := claim.Annotations[nodeOfClaim]
	return node == "" || node == p.node
}

func (p nodeProvisioner) ShouldDelete(_ context.Context, volume *v1.PersistentVolume) bool {
	node := volume.Annotations[nodeOfVolume]
	return node == "" || node == p.node
}

// Whether it is done here, and how that went. Directories that somebody has configured elsewhere are left to a pod.
func changeHere(action, node, path string) (bool, error) {
	if node == "" || node != os.Getenv("NODE_NAME") || !strings.HasPrefix(path, volumesOfNode) {
		return false, nil
	}
	switch action {
	case "create":
		if err := os.MkdirAll(path, 0o777); err != nil {
			return true, err
		}
		// A pod that runs as any user can write: MkdirAll heeds the umask.
		return true, os.Chmod(path, 0o777)
	case "delete":
		return true, os.RemoveAll(path)
	}
	return false, nil
}
