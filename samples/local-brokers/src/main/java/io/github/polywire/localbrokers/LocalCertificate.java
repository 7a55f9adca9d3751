package io.github.polywire.localbrokers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/**
 * A certificate for {@code localhost} and {@code 127.0.0.1} that signed itself, and so is
 * its own authority, as the PEM files that brokers and SSL bundles take.
 *
 * @param certificate the certificate
 * @param privateKey its private key
 */
public record LocalCertificate(Path certificate, Path privateKey) {

	private static final String ALIAS = "server";

	private static final String PASSWORD = "changeit";

	/**
	 * Makes a certificate that is valid for two days.
	 * @param folder an existing folder, to write {@code server.pem} and
	 * {@code server.key} into
	 * @return the files
	 * @throws LocalBrokerException if that fails
	 */
	public static LocalCertificate createIn(Path folder) {
		Path store = folder.resolve("server.p12");
		try {
			run(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias",
					ALIAS, "-keyalg", "RSA", "-keysize", "2048", "-validity", "2", "-dname", "CN=localhost", "-ext",
					"san=dns:localhost,ip:127.0.0.1", "-ext", "bc=ca:true", "-storetype", "PKCS12", "-keystore",
					store.toString(), "-storepass", PASSWORD));
			KeyStore keys = KeyStore.getInstance("PKCS12");
			try (InputStream in = Files.newInputStream(store)) {
				keys.load(in, PASSWORD.toCharArray());
			}
			return new LocalCertificate(
					write(folder.resolve("server.pem"), "CERTIFICATE", keys.getCertificate(ALIAS).getEncoded()),
					write(folder.resolve("server.key"), "PRIVATE KEY",
							keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded()));
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new LocalBrokerException("Cannot make a certificate in " + folder, ex);
		}
	}

	private static void run(List<String> line) throws IOException {
		Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		try {
			if (process.waitFor() != 0) {
				throw new LocalBrokerException("keytool failed: " + output);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new LocalBrokerException("Interrupted while running keytool", ex);
		}
	}

	private static Path write(Path file, String type, byte[] content) throws IOException {
		String body = Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(content);
		return Files.writeString(file, "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
	}

}
