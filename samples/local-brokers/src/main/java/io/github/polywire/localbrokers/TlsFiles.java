package io.github.polywire.localbrokers;

import java.nio.file.Path;

/**
 * The PEM files of a TLS listener.
 *
 * @param certificate the server's certificate chain
 * @param privateKey the server's private key
 * @param authority the authority that signed the certificates of clients which show one
 */
record TlsFiles(Path certificate, Path privateKey, Path authority) {

}
