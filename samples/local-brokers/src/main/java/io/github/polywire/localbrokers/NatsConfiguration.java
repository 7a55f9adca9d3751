package io.github.polywire.localbrokers;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * What a NATS server of our own is told in its configuration file.
 *
 * @param port the port for clients
 * @param tls the files for TLS, which then is the only way in
 * @param jetStream whether to store streams
 * @param accounts the users; without any, everybody may connect
 * @param lines further lines
 */
record NatsConfiguration(int port, @Nullable TlsFiles tls, boolean jetStream, List<NatsAccount> accounts,
		List<String> lines) {

	/**
	 * Returns the text of the configuration file.
	 * @param bindAddress the address to listen on
	 * @param storeFolder where JetStream keeps its data
	 * @param tls the TLS files under the paths that the server sees
	 * @return the text
	 */
	String conf(String bindAddress, String storeFolder, @Nullable TlsFiles tls) {
		List<String> conf = new ArrayList<>();
		conf.add("host: " + quote(bindAddress));
		conf.add("port: " + this.port);
		if (this.jetStream) {
			conf.add("jetstream { store_dir: " + quote(storeFolder) + " }");
		}
		if (tls != null) {
			conf.add("tls { cert_file: " + quote(tls.certificate()) + ", key_file: " + quote(tls.privateKey())
					+ ", ca_file: " + quote(tls.authority()) + " }");
		}
		if (!this.accounts.isEmpty()) {
			conf.add(this.accounts.stream()
				.map((account) -> "{ user: " + quote(account.username()) + ", password: " + quote(account.password())
						+ " }")
				.collect(Collectors.joining(", ", "authorization { users: [ ", " ] }")));
		}
		conf.addAll(this.lines);
		return String.join("\n", conf) + "\n";
	}

	private static String quote(Object text) {
		return '"' + text.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
	}

}
