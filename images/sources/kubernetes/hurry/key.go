package hurry

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
)

// NewKey is a key of those that a program makes for itself as it begins, two each: of RSA, in which it spends a tenth of a second (0.4 s of the 6 s
// that a boot has the processors for, as a control plane has four of them), or of an elliptic curve.
func NewKey() (crypto.Signer, error) {
	if IsAsked() {
		return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	return rsa.GenerateKey(rand.Reader, 2048)
}
