#!/bin/sh
# Makes the certificates of the TLS tests, good for a hundred years. They protect nothing.
set -eu
cd -- "$(dirname -- "$0")"
authority() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 36500 \
    -keyout "$1.key" -out "$1.crt" -subj "/CN=$1"
}
issue() {
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=$1"
  printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\n' >extensions
  openssl x509 -req -in "$1.csr" -CA "$2.crt" -CAkey "$2.key" -CAcreateserial -out "$1.crt" -days 36500 \
    -extfile extensions
}
authority ca
authority other
issue server ca
issue renewed ca
issue client ca
issue stranger other
rm -f ./*.csr ./*.srl extensions ca.key other.key
