// The whole boot, in order. An inner array runs at once.
import type { ActionList, BootContext, PrepareContext } from '../action.ts'
import { awaitRuntime } from './await-runtime.ts'
import { awaitUsable } from './await-usable.ts'
import { checkHost } from './check-host.ts'
import { createNodes } from './create-nodes.ts'
import { ensureImages } from './ensure-images.ts'
import { ensureNetwork } from './ensure-network.ts'
import { exportKubeconfig } from './export-kubeconfig.ts'
import { installCni } from './install-cni.ts'
import { installStorage } from './install-storage.ts'
import { joinControlPlanes } from './join-control-planes.ts'
import { joinWorkers } from './join-workers.ts'
import { kubeadmInit } from './kubeadm-init.ts'
import { loadImages } from './load-images.ts'
import { releaseNodes } from './release-nodes.ts'
import { startLoadBalancer } from './start-load-balancer.ts'
import { writeNodeFiles } from './write-node-files.ts'

/** Before there is a plan: its inputs. Not charged to `bootTimeout`. */
export const prepareActions: ActionList<PrepareContext> = [[checkHost, ensureImages, ensureNetwork]]

/** With the plan: from nothing to a usable cluster. */
export const bootActions: ActionList<BootContext> = [
  createNodes,
  [startLoadBalancer, writeNodeFiles],
  releaseNodes,
  awaitRuntime,
  // What goes through the API begins when the API answers, seconds before kubeadm has ended.
  [kubeadmInit, installCni, installStorage, loadImages],
  [exportKubeconfig, joinControlPlanes, joinWorkers],
  awaitUsable,
]
