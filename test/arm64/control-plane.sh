#!/bin/bash
# Runs in a node of the image: etcd and an API server as processes, with the certificates that kubeadm makes. Pods are not to be had there.
set -o errexit -o nounset -o pipefail

pki=/etc/kubernetes/pki
export KUBECONFIG=/etc/kubernetes/super-admin.conf
kubeadm init phase certs all >/dev/null
kubeadm init phase kubeconfig super-admin >/dev/null
/kind/layers/etcd/usr/local/bin/etcd --data-dir /tmp/etcd >/tmp/etcd.log 2>&1 &
/kind/layers/kubernetes/usr/local/bin/kube-apiserver --etcd-servers=http://127.0.0.1:2379 --client-ca-file=$pki/ca.crt \
  --tls-cert-file=$pki/apiserver.crt --tls-private-key-file=$pki/apiserver.key --service-account-key-file=$pki/sa.pub \
  --service-account-signing-key-file=$pki/sa.key --service-account-issuer=https://kubernetes.default.svc.cluster.local \
  --service-cluster-ip-range=10.96.0.0/16 --authorization-mode=Node,RBAC >/tmp/apiserver.log 2>&1 &
for _ in {1..200}; do
  if [[ $(kubectl get --raw /readyz 2>/dev/null) == ok ]]; then
    kubectl get --raw /version
    kubectl create configmap kept --from-literal=word=arm64 >/dev/null
    exec kubectl get configmap kept --output 'jsonpath={.data.word}'
  fi
  sleep 1
done
tail -n 5 /tmp/etcd.log /tmp/apiserver.log
exit 1
