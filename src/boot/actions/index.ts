// The whole boot, in order. An inner array runs at once.
import type { ActionList, BootContext, PrepareContext } from '../action.ts'
import { admitScheduler } from './admit-scheduler.ts'
import { applyManifests } from './apply-manifests.ts'
import { awaitRuntime } from './await-runtime.ts'
import { awaitUsable } from './await-usable.ts'
import { checkHost } from './check-host.ts'
import { createNodes } from './create-nodes.ts'
import { ensureImages } from './ensure-images.ts'
import { ensureNetwork } from './ensure-network.ts'
import { installCni } from './install-cni.ts'
import { installStorage } from './install-storage.ts'
import { joinControlPlanes } from './join-control-planes.ts'
import { joinWorkers } from './join-workers.ts'
import { kubeadmInit } from './kubeadm-init.ts'
import { loadImages } from './load-images.ts'
import { loadLateBuilds } from './load-late-builds.ts'
import { prepareCluster } from './prepare-cluster.ts'
import { openApiService } from './open-api-service.ts'
import { putBackImages } from './put-back-images.ts'
import { putBackState } from './put-back-state.ts'
import { releaseNodes } from './release-nodes.ts'
import { restartKubelet } from './restart-kubelet.ts'
import { shareImages } from './share-images.ts'
import { startControlPlane } from './start-control-plane.ts'
import { startLoadBalancer } from './start-load-balancer.ts'
import { startMirrors } from './start-mirrors.ts'
import { startRegistry } from './start-registry.ts'
import { writeKubeconfig } from './write-kubeconfig.ts'
import { writeNodeFiles } from './write-node-files.ts'

/** Before there is a plan: its inputs. Not charged to `bootTimeout`. On a host that cannot carry nodes no image is pulled, and none is missed. */
export const prepareActions: ActionList<PrepareContext> = [checkHost, [ensureImages, ensureNetwork]]

/** With the plan: from nothing to a usable cluster. */
export const bootActions: ActionList<BootContext> = [
  createNodes,
  [startLoadBalancer, startMirrors, writeNodeFiles],
  releaseNodes,
  // Out of a state that is put back, the first control plane needs no init, network, storage or manifests any more.
  [awaitRuntime, putBackState, putBackImages],
  startControlPlane,
  // What goes through the API begins when the API answers, seconds before kubeadm has ended.
  [
    openApiService,
    admitScheduler,
    kubeadmInit,
    restartKubelet,
    installCni,
    installStorage,
    applyManifests,
    shareImages,
    loadImages,
    startRegistry,
  ],
  [writeKubeconfig, joinControlPlanes, joinWorkers],
  awaitUsable,
]

/** When it is usable, where there is something to wait for still. Not charged to `bootTimeout`. */
export const lateActions: ActionList<BootContext> = [loadLateBuilds]

/** What the user does with it before anybody else: with all images, and `bootTimeout` anew. */
export const ownActions: ActionList<BootContext> = [prepareCluster]
