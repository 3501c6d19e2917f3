// What runs in the first node when a state is put back: kubeadm's own phases make every key anew, then etcd is filled before the API
// server that reads it starts. Texts of shell programs.
import { nodePaths } from '../../plan/node-paths.ts'
import { findEtcdPrograms } from '../etcd-programs.ts'

/** Where the transactions lie while they are put: they hold Secrets. */
export const transactionsFolder = '/kind/state'

/** Makes certificates, keys, kubeconfigs and the static pods. Says the authority's certificate at the end. */
export const makeKeys = `set -e
for phase in 'certs all' 'kubeconfig all' 'etcd local' 'control-plane all'; do
  kubeadm init phase $phase --config=${nodePaths.kubeadmConfig} >&2
done
cat /etc/kubernetes/pki/ca.crt`

/**
 * An etcd of the same name and place as the one to come, alone on a socket, takes the objects. Its own elections are short: it is the
 * only member.
 */
export const fillEtcd = `set -e
${findEtcdPrograms}
socket=/run/fill-etcd.sock
flags=$(sed -n 's/^ *- \\(--\\(name\\|data-dir\\|initial-cluster\\|initial-advertise-peer-urls\\)=.*\\)$/\\1/p' /etc/kubernetes/manifests/etcd.yaml)
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

export const startKubelet = `kubeadm init phase kubelet-start --config=${nodePaths.kubeadmConfig}`
