package io.github.polywire.localbrokers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A NATS server for a test or a sample, from the first of three sources that has one.
 * <ol>
 * <li>The server that {@value #URL_PROPERTY} points at, as in
 * {@code nats://user:password@host:4222}: a system property, or the environment variable
 * {@code POLYWIRE_NATS_URL}. It is not used when the builder asks for anything
 * particular, which it may not have.</li>
 * <li>Docker.</li>
 * <li>The installed {@code nats-server}.</li>
 * </ol>
 */
public final class LocalNats extends LocalBroker {

	static final String URL_PROPERTY = "polywire.nats.url";

	private static final BrokerSource SOURCE = new BrokerSource("NATS", URL_PROPERTY, "nats-server");

	private static final SharedBroker<LocalNats> SHARED = new SharedBroker<>(LocalNats::start);

	private static final int TIMEOUT_MILLIS = 5000;

	private static final Pattern VERSION = Pattern.compile("\"version\":\\s*\"([^\"]+)\"");

	private final NatsUrl url;

	private LocalNats(BrokerProcess process, NatsUrl url) {
		super(process, url.port());
		this.url = url;
	}

	/**
	 * Starts a server and returns when it accepts clients.
	 * @return the running server
	 * @throws LocalBrokerException if there is none to be had, or it does not start
	 */
	public static LocalNats start() {
		return builder().start();
	}

	/**
	 * Returns the server that all of this JVM shares, and starts it the first time. It
	 * ends with the JVM; {@link #close()} leaves it running. Safe from any thread.
	 * @return the running server
	 * @throws LocalBrokerException if there is none to be had, or it does not start
	 */
	public static LocalNats shared() {
		return SHARED.get();
	}

	/**
	 * Returns a builder for a server with something particular.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder(Machine.current());
	}

	/**
	 * All that a client needs as one URL, the password included if there is one.
	 * @return the URL, which begins with {@code tls} when the server asks for TLS
	 */
	public String url() {
		return this.url.toText();
	}

	/**
	 * The name of the first user.
	 * @return the name, or {@code null} if everybody may connect
	 */
	public @Nullable String username() {
		return this.url.username();
	}

	/**
	 * The password of the first user.
	 * @return the password, or {@code null} if everybody may connect
	 */
	public @Nullable String password() {
		return this.url.password();
	}

	@Override
	String connect() throws IOException {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(host(), port()), TIMEOUT_MILLIS);
			socket.setSoTimeout(TIMEOUT_MILLIS);
			// A server that accepts clients greets them first, before any TLS.
			String greeting = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
				.readLine();
			if (greeting == null || !greeting.startsWith("INFO ")) {
				throw new IOException("Not a NATS server, it said " + greeting);
			}
			Matcher version = VERSION.matcher(greeting);
			return version.find() ? version.group(1) : "unknown";
		}
	}

	/**
	 * Asks for a NATS server with something particular. Not thread-safe.
	 */
	public static final class Builder extends LocalBrokerBuilder<LocalNats, Builder> {

		private boolean jetStream;

		private final List<NatsAccount> accounts = new ArrayList<>();

		Builder(Machine machine) {
			super(machine, URL_PROPERTY);
		}

		/**
		 * Makes the server store streams, which survive a restart.
		 * @return this builder
		 */
		public Builder jetStream() {
			this.jetStream = true;
			return dedicated();
		}

		/**
		 * Adds a user. With the first one, clients that do not log in are turned away.
		 * @param username the name
		 * @param password the password
		 * @return this builder
		 */
		public Builder user(String username, String password) {
			this.accounts.add(new NatsAccount(username, password));
			return dedicated();
		}

		@Override
		Builder self() {
			return this;
		}

		@Override
		LocalNats external(String text) {
			NatsUrl url = NatsUrl.parse(URL_PROPERTY, text);
			return new LocalNats(new ExternalBroker(url.host()), url);
		}

		@Override
		LocalNats own() {
			NatsConfiguration configuration = new NatsConfiguration(portOrFree(), tls(), this.jetStream,
					List.copyOf(this.accounts), lines());
			BrokerProcess process = SOURCE.start(machine(), () -> NatsContainers.create(machine(), configuration),
					() -> NatsBinary.find(machine(), configuration));
			NatsAccount account = this.accounts.isEmpty() ? null : this.accounts.get(0);
			return new LocalNats(process,
					new NatsUrl((tls() != null) ? "tls" : "nats", process.host(), configuration.port(),
							(account != null) ? account.username() : null,
							(account != null) ? account.password() : null));
		}

	}

}
