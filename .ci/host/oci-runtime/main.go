// oci-runtime: an OCI runtime that takes out of a container's process the capabilities
// this host does not have, then execs runc with the same arguments.
//
// In: runc's command line. `create` and `run` name a bundle, whose config.json is edited;
// `exec` names a process file with --process, which is edited. Out: runc, in our place.
// It must not drop a capability the host has, and must not change anything else.
//
// Why: `--privileged` asks for every capability the kernel knows. On a host whose bounding
// set lacks one (CI sandboxes without CAP_SYS_RESOURCE), runc refuses the whole container:
// "unable to apply caps: operation not permitted".
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// Index = the capability's number in linux/capability.h.
var capabilityNames = []string{
	"CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH", "CAP_FOWNER", "CAP_FSETID",
	"CAP_KILL", "CAP_SETGID", "CAP_SETUID", "CAP_SETPCAP", "CAP_LINUX_IMMUTABLE",
	"CAP_NET_BIND_SERVICE", "CAP_NET_BROADCAST", "CAP_NET_ADMIN", "CAP_NET_RAW", "CAP_IPC_LOCK",
	"CAP_IPC_OWNER", "CAP_SYS_MODULE", "CAP_SYS_RAWIO", "CAP_SYS_CHROOT", "CAP_SYS_PTRACE",
	"CAP_SYS_PACCT", "CAP_SYS_ADMIN", "CAP_SYS_BOOT", "CAP_SYS_NICE", "CAP_SYS_RESOURCE",
	"CAP_SYS_TIME", "CAP_SYS_TTY_CONFIG", "CAP_MKNOD", "CAP_LEASE", "CAP_AUDIT_WRITE",
	"CAP_AUDIT_CONTROL", "CAP_SETFCAP", "CAP_MAC_OVERRIDE", "CAP_MAC_ADMIN", "CAP_SYSLOG",
	"CAP_WAKE_ALARM", "CAP_BLOCK_SUSPEND", "CAP_AUDIT_READ", "CAP_PERFMON", "CAP_BPF",
	"CAP_CHECKPOINT_RESTORE",
}

func main() {
	if err := run(os.Args); err != nil {
		fmt.Fprintln(os.Stderr, "vitest-kind oci-runtime:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if file, key := fileToEdit(args[1:]); file != "" {
		status, err := os.ReadFile("/proc/self/status")
		if err != nil {
			return err
		}
		has, err := boundingSet(string(status))
		if err != nil {
			return err
		}
		if err := editFile(file, key, has); err != nil {
			return err
		}
	}
	// Podman gives its runtime no PATH.
	if os.Getenv("PATH") == "" {
		os.Setenv("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
	}
	runc, err := exec.LookPath("runc")
	if err != nil {
		return err
	}
	return syscall.Exec(runc, append([]string{runc}, args[1:]...), os.Environ())
}

// fileToEdit gives the file that holds the process description, and the key of the process
// in it ("" when the file is the process itself). No file: this command starts nothing.
func fileToEdit(args []string) (file, key string) {
	command := ""
	for _, arg := range args {
		if arg == "create" || arg == "run" || arg == "exec" {
			command = arg
			break
		}
	}
	switch command {
	case "create", "run":
		bundle := flagValue(args, "--bundle", "-b")
		if bundle == "" {
			bundle = "."
		}
		return filepath.Join(bundle, "config.json"), "process"
	case "exec":
		return flagValue(args, "--process", "-p"), ""
	}
	return "", ""
}

func flagValue(args []string, names ...string) string {
	for i, arg := range args {
		for _, name := range names {
			if arg == name && i+1 < len(args) {
				return args[i+1]
			}
			if strings.HasPrefix(arg, name+"=") {
				return strings.TrimPrefix(arg, name+"=")
			}
		}
	}
	return ""
}

// boundingSet reads the CapBnd line of a /proc/<pid>/status text.
func boundingSet(status string) (uint64, error) {
	for _, line := range strings.Split(status, "\n") {
		if strings.HasPrefix(line, "CapBnd:") {
			return strconv.ParseUint(strings.TrimSpace(strings.TrimPrefix(line, "CapBnd:")), 16, 64)
		}
	}
	return 0, fmt.Errorf("no CapBnd line in /proc/self/status")
}

func editFile(file, key string, has uint64) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	edited, err := dropMissing(text, key, has)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return os.WriteFile(file, edited, 0o600)
}

// dropMissing removes, from each of the five capability sets, the names whose bit is not in
// has. Everything else passes through as raw JSON. A name we do not know stays.
func dropMissing(text []byte, key string, has uint64) ([]byte, error) {
	if key != "" {
		return editKey(text, key, func(process json.RawMessage) (json.RawMessage, error) {
			return dropMissing(process, "", has)
		})
	}
	return editKey(text, "capabilities", func(sets json.RawMessage) (json.RawMessage, error) {
		var bySet map[string][]string
		if err := json.Unmarshal(sets, &bySet); err != nil {
			return nil, err
		}
		for set, names := range bySet {
			kept := make([]string, 0, len(names))
			for _, name := range names {
				if !isMissing(name, has) {
					kept = append(kept, name)
				}
			}
			bySet[set] = kept
		}
		return json.Marshal(bySet)
	})
}

func isMissing(name string, has uint64) bool {
	for number, known := range capabilityNames {
		if known == name {
			return has&(1<<uint(number)) == 0
		}
	}
	return false
}

// editKey replaces one value of a JSON object and leaves the others as they are. A missing or
// null value is left alone.
func editKey(text []byte, key string, edit func(json.RawMessage) (json.RawMessage, error)) ([]byte, error) {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(text, &object); err != nil {
		return nil, err
	}
	value, ok := object[key]
	if !ok || string(value) == "null" {
		return text, nil
	}
	edited, err := edit(value)
	if err != nil {
		return nil, err
	}
	object[key] = edited
	return json.Marshal(object)
}
