package hurry

import "time"

const firstPause = 100 * time.Millisecond

// Pause is how long to wait before a container is asked again whether it is ready. One that has just begun is asked after 0.1 s, then after
// twice as long each time, until it is ready or the pause is as long as ever: an answer comes at most as late again as it was to come.
type Pause struct {
	container string
	next      time.Duration
}

// After is the pause after a question to the container, which is not to be asked before delay. Without a name there is no container yet.
func (p *Pause) After(container string, isReady bool, delay, usual time.Duration) time.Duration {
	isNew := container != p.container
	if isNew {
		p.container, p.next = container, firstPause
	}
	switch {
	case container == "":
		return usual
	case isReady:
		p.next = usual
	case isNew && delay > 0:
		return min(delay, usual)
	}
	pause := min(p.next, usual)
	p.next *= 2
	return pause
}
