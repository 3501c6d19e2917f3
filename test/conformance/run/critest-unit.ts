// How critest runs in a node: as a unit of its systemd, which has no kubelet beside it. Plain data.

/** Paths in the node. */
export const program = '/kind/critest'
export const reportTo = '/var/critest.json'
export const printedTo = '/var/critest.log'
export const critestUnitFile = '/etc/systemd/system/critest.service'

// A kubelet removes containers and logs that it does not know, in the midst of a spec. The pods of the control plane stay: no spec counts those
// that it has not made itself, and without a kubelet nothing happens to them.
export const critestUnit = `[Unit]
Description=Tests of the Container Runtime Interface
Conflicts=kubelet.service
After=kubelet.service containerd.service

[Service]
Type=oneshot
ExecStart=${program} --runtime-endpoint=unix:///run/containerd/containerd.sock --nri-socket=/run/nri/nri.sock --ginkgo.no-color --ginkgo.json-report=${reportTo}
StandardOutput=append:${printedTo}
StandardError=inherit
ExecStopPost=systemctl start --no-block kubelet.service
`
