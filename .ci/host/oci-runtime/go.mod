module oci-runtime

go 1.19
