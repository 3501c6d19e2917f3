package hurry

import (
	"runtime/debug"
	"time"
)

// What a program allocated as it began, and needs no more, it keeps: one that has little to do collects once in two minutes, and what it has
// collected it holds on to. Given back when a boot is over, which takes 5 s on two cores, and when the first pods after it are: a node of 443 MB
// has 419 then (measured).
var afterStart = []time.Duration{8 * time.Second, 20 * time.Second}

// Until then a program collects as Go's own has it, when its heap has doubled, and not when it has grown by half (smallHeap in
// src/plan/kubeadm/control-plane-patches.ts): a boot takes 5.9 s of processors in place of 6.6, and a node 13 MB more for good, as what is left lies more
// scattered. Collected later still (200, 400, never) it was 20 to 60 MB (all measured).
const growthAtStart = 100

func init() {
	if !IsAsked() {
		return
	}
	usual := debug.SetGCPercent(growthAtStart)
	time.AfterFunc(afterStart[0], func() { debug.SetGCPercent(usual) })
	for _, pause := range afterStart {
		time.AfterFunc(pause, debug.FreeOSMemory)
	}
}
