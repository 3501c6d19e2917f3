// What runs in the first node when a state is put back: kubeadm's own phases make every key anew, then etcd is filled before the API
// server that reads it starts, while the kubelet starts already. Texts of shell programs.
import { nodePaths } from '../../plan/node-paths.ts'
import { findEtcdPrograms } from '../etcd-programs.ts'

/** Where the transactions lie while they are put: they hold Secrets. */
export const transactionsFolder = '/kind/state'

const manifests = '/etc/kubernetes/manifests'
// On the same file system: what is moved from there is there at once.
const heldManifests = '/etc/kubernetes/manifests-held'

// All phases of an init but those that make files.
const skipped =
  'preflight,kubelet-start,wait-control-plane,upload-config,upload-certs,mark-control-plane,bootstrap-token,kubelet-finalize,addon,show-join-command'

/** Makes certificates, keys, kubeconfigs and the static pods, and holds these back. Says the authority's certificate at the end. */
export const makeKeys = `set -e
kubeadm init --config=${nodePaths.kubeadmConfig} --skip-phases=${skipped} >&2
mv ${manifests} ${heldManifests}
mkdir ${manifests}
cat /etc/kubernetes/pki/ca.crt`

/**
 * A kubelet that finds no containerd ends, and is started anew a second later. Where its unit comes after containerd's, as in a node image built here,
 * systemd holds it back, and what kubeadm does before is done while containerd begins; systemd must only be there to be told.
 */
export const startKubelet = `if grep -qsx 'After=.*containerd.service.*' /etc/systemd/system/kubelet.service; then
  socket=/run/systemd/private
else
  socket=/run/containerd/containerd.sock
fi
for i in $(seq 1500); do
  [ -S $socket ] && break
  sleep 0.02
done
kubeadm init phase kubelet-start --config=${nodePaths.kubeadmConfig}`

/**
 * An etcd of the same name and place as the one to come, alone on a socket, takes the objects. Its own elections are short: it is the
 * only member.
 */
export const fillEtcd = `set -e
${findEtcdPrograms}
socket=/run/fill-etcd.sock
flags=$(sed -n 's/^ *- \\(--\\(name\\|data-dir\\|initial-cluster\\|initial-advertise-peer-urls\\)=.*\\)$/\\1/p' ${heldManifests}/etcd.yaml)
"$programs/etcd" $flags --listen-peer-urls=unix:///run/fill-etcd-peer.sock --listen-client-urls=unix://$socket \\
  --advertise-client-urls=unix://$socket --max-txn-ops=100000 --max-request-bytes=33554432 --unsafe-no-fsync \\
  --heartbeat-interval=10 --election-timeout=100 --logger=zap --log-level=error >&2 &
etcd=$!
trap 'kill $etcd 2>/dev/null || true' EXIT
tries=0
until [ -S $socket ]; do
  kill -0 $etcd
  tries=$((tries + 1))
  [ $tries -lt 500 ] || { echo 'etcd did not listen within 10 s' >&2; exit 1; }
  sleep 0.02
done
for file in ${transactionsFolder}/*; do
  "$programs/etcdctl" --endpoints=unix://$socket --command-timeout=20s txn <"$file" >/run/fill-etcd.out
  [ "$(sed -n 1p /run/fill-etcd.out)" = SUCCESS ]
done
rm -rf ${transactionsFolder}
kill $etcd
wait $etcd || true
trap - EXIT`

/** The kubelet finds the static pods. */
export const startControlPlane = `set -e
mv ${heldManifests}/* ${manifests}
rmdir ${heldManifests}`
