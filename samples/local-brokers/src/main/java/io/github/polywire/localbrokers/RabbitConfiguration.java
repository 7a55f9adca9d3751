package io.github.polywire.localbrokers;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What a RabbitMQ of our own is told in its configuration files.
 *
 * @param port the port for AMQP
 * @param tlsPort the port for AMQP over TLS, 0 when there is none
 * @param tls the files for the TLS port
 * @param accounts the users besides guest
 * @param lines further lines of {@code rabbitmq.conf}
 */
record RabbitConfiguration(int port, int tlsPort, @Nullable TlsFiles tls, List<RabbitAccount> accounts,
		List<String> lines) {

	/**
	 * Returns the text of {@code rabbitmq.conf}.
	 * @param bindAddress the address to listen on
	 * @param definitions the path of the file with {@link #definitions()}
	 * @param tls the TLS files under the paths that the broker sees
	 */
	String conf(String bindAddress, String definitions, @Nullable TlsFiles tls) {
		List<String> conf = new ArrayList<>();
		conf.add("listeners.tcp.default = " + bindAddress + ":" + this.port);
		if (tls != null) {
			conf.add("listeners.ssl.default = " + bindAddress + ":" + this.tlsPort);
			conf.add("ssl_options.certfile = " + tls.certificate());
			conf.add("ssl_options.keyfile = " + tls.privateKey());
			conf.add("ssl_options.cacertfile = " + tls.authority());
			conf.add("ssl_options.verify = verify_peer");
			conf.add("ssl_options.fail_if_no_peer_cert = false");
		}
		// With Docker, guest does not come from the broker's own loopback.
		conf.add("loopback_users = none");
		conf.add("load_definitions = " + definitions);
		conf.add("disk_free_limit.absolute = 50MB");
		conf.addAll(this.lines);
		return String.join("\n", conf) + "\n";
	}

	/**
	 * Returns the users and virtual hosts as a definitions file. The guest user may do
	 * everything everywhere.
	 */
	String definitions() {
		List<RabbitAccount> users = Stream.concat(Stream.of(RabbitAccount.GUEST), this.accounts.stream()).toList();
		Set<String> virtualHosts = users.stream()
			.map(RabbitAccount::virtualHost)
			.collect(Collectors.toCollection(LinkedHashSet::new));
		Stream<RabbitAccount> guests = virtualHosts.stream()
			.map((virtualHost) -> new RabbitAccount(RabbitAccount.GUEST.username(), "", virtualHost));
		Stream<RabbitAccount> permissions = Stream.concat(guests, this.accounts.stream()).distinct();
		return "{" + array("users", users, RabbitConfiguration::user) + ","
				+ array("vhosts", virtualHosts, (virtualHost) -> "{\"name\":" + quote(virtualHost) + "}") + ","
				+ array("permissions", permissions.toList(), RabbitConfiguration::permission) + "}\n";
	}

	private static String user(RabbitAccount account) {
		return "{\"name\":" + quote(account.username()) + ",\"password\":" + quote(account.password())
				+ ",\"tags\":\"administrator\"}";
	}

	private static String permission(RabbitAccount account) {
		return "{\"user\":" + quote(account.username()) + ",\"vhost\":" + quote(account.virtualHost())
				+ ",\"configure\":\".*\",\"write\":\".*\",\"read\":\".*\"}";
	}

	private static <T> String array(String name, Iterable<T> elements, Function<T, String> toJson) {
		List<String> json = new ArrayList<>();
		elements.forEach((element) -> json.add(toJson.apply(element)));
		return quote(name) + ":[" + String.join(",", json) + "]";
	}

	private static String quote(String text) {
		return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
	}

}
