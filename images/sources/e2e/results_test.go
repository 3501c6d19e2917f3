// Beside Kubernetes' own files of its e2e suite: a line of JSON in the file E2E_RESULTS for each spec that begins and for each
// that has ended, so that what was run is known whenever the program is ended.
package e2e

import (
	"encoding/json"
	"os"
	"time"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
)

type line struct {
	Spec    string  `json:"spec"`
	Event   string  `json:"event"` // begun, or ended
	State   string  `json:"state,omitempty"`
	Seconds float64 `json:"seconds,omitempty"`
	Message string  `json:"message,omitempty"`
	At      string  `json:"at,omitempty"` // where it failed
}

// tellResults is called when the suite has looked at its specs once without running them: what stands outside of containers before that is
// not there when they are run.
func tellResults() {
	ginkgo.ReportBeforeEach(func(report ginkgo.SpecReport) {
		if !report.State.Is(types.SpecStateSkipped | types.SpecStatePending) {
			write(line{Spec: report.FullText(), Event: "begun"})
		}
	})
	ginkgo.ReportAfterEach(func(report ginkgo.SpecReport) {
		// What is not in focus, or comes after an interrupt, is not begun.
		if report.NumAttempts == 0 {
			return
		}
		ended := line{Spec: report.FullText(), Event: "ended", State: report.State.String(), Seconds: report.RunTime.Round(time.Millisecond).Seconds()}
		if !report.State.Is(types.SpecStatePassed) {
			ended.Message, ended.At = report.Failure.Message, report.Failure.Location.String()
		}
		write(ended)
	})
}

func write(one line) {
	path := os.Getenv("E2E_RESULTS")
	if path == "" {
		return
	}
	text, err := json.Marshal(one)
	if err != nil {
		panic(err)
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		panic(err)
	}
	defer file.Close()
	if _, err := file.Write(append(text, '\n')); err != nil {
		panic(err)
	}
}
