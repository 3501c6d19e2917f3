// What kubectl reads: manifest files, as bytes in a JSON array on stdin → for each its documents as JSON text, or why it is refused, on
// stdout. Goes the way of k8s.io/cli-runtime's StreamVisitor: byte order mark, YAMLOrJSONDecoder, empty documents left out.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log"
	"os"
	"strconv"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
	kubeyaml "k8s.io/apimachinery/pkg/util/yaml"
)

type answer struct {
	// Those before the refusal, if there is one, as text: a reader of JSON may not hold their numbers.
	Documents []string `json:"documents"`
	Error     string   `json:"error,omitempty"`
}

func main() {
	var files [][]byte
	if err := json.NewDecoder(os.Stdin).Decode(&files); err != nil {
		log.Fatal(err)
	}
	answers := make([]answer, len(files))
	for i, file := range files {
		answers[i] = read(file)
	}
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	if err := out.Encode(answers); err != nil {
		log.Fatal(err)
	}
}

func read(file []byte) (result answer) {
	result.Documents = []string{}
	decoder := kubeyaml.NewYAMLOrJSONDecoder(transform.NewReader(bytes.NewReader(file), unicode.BOMOverride(unicode.UTF8.NewDecoder())), 4096)
	for {
		var raw json.RawMessage
		err := decoder.Decode(&raw)
		if errors.Is(err, io.EOF) {
			return result
		}
		if err == nil {
			raw = bytes.TrimSpace(raw)
			if len(raw) == 0 || bytes.Equal(raw, []byte("null")) {
				continue
			}
			raw, err = plain(raw)
		}
		if err != nil {
			result.Error = err.Error()
			return result
		}
		result.Documents = append(result.Documents, string(raw))
	}
}

// A JSON file is handed on as it is written; read once more, it has one form for one meaning: sorted keys, the last of several
// equal ones, integers to the last digit and other numbers as Go writes a float64.
func plain(raw []byte) ([]byte, error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	value, err := withPlainNumbers(value)
	if err != nil {
		return nil, err
	}
	var text bytes.Buffer
	out := json.NewEncoder(&text)
	out.SetEscapeHTML(false)
	err = out.Encode(value)
	return bytes.TrimSpace(text.Bytes()), err
}

func withPlainNumbers(value any) (result any, err error) {
	switch value := value.(type) {
	case map[string]any:
		for key := range value {
			if value[key], err = withPlainNumbers(value[key]); err != nil {
				return nil, err
			}
		}
	case []any:
		for index := range value {
			if value[index], err = withPlainNumbers(value[index]); err != nil {
				return nil, err
			}
		}
	case json.Number:
		if _, err := strconv.ParseInt(string(value), 10, 64); err == nil {
			return value, nil
		}
		if _, err := strconv.ParseUint(string(value), 10, 64); err == nil {
			return value, nil
		}
		return value.Float64()
	}
	return value, nil
}
