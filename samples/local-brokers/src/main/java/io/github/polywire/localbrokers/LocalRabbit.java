package io.github.polywire.localbrokers;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;

import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails;
import org.springframework.util.Assert;

/**
 * A RabbitMQ for a test or a sample, from the first of three sources that has one.
 * <ol>
 * <li>The broker that {@value #ADDRESS_PROPERTY} points at, with
 * {@value #USERNAME_PROPERTY}, {@value #PASSWORD_PROPERTY} and
 * {@value #VIRTUAL_HOST_PROPERTY}: system properties, or environment variables such as
 * {@code POLYWIRE_RABBITMQ_ADDRESS}. It is not used when the builder asks for anything
 * particular, which it may not have.</li>
 * <li>Docker.</li>
 * <li>The installed {@code rabbitmq-server}.</li>
 * </ol>
 */
public final class LocalRabbit extends LocalBroker {

	static final String ADDRESS_PROPERTY = "polywire.rabbitmq.address";

	static final String USERNAME_PROPERTY = "polywire.rabbitmq.username";

	static final String PASSWORD_PROPERTY = "polywire.rabbitmq.password";

	static final String VIRTUAL_HOST_PROPERTY = "polywire.rabbitmq.virtual-host";

	private static final BrokerSource SOURCE = new BrokerSource("RabbitMQ", ADDRESS_PROPERTY, "rabbitmq-server");

	private static final SharedBroker<LocalRabbit> SHARED = new SharedBroker<>(LocalRabbit::start);

	private static final int CONNECT_TIMEOUT_MILLIS = 5000;

	private final int tlsPort;

	private final List<RabbitAccount> accounts;

	private LocalRabbit(BrokerProcess process, int port, int tlsPort, List<RabbitAccount> accounts) {
		super(process, port);
		this.tlsPort = tlsPort;
		this.accounts = accounts;
	}

	/**
	 * Starts a broker and returns when it accepts clients.
	 * @return the running broker
	 * @throws LocalBrokerException if there is none to be had, or it does not start
	 */
	public static LocalRabbit start() {
		return builder().start();
	}

	/**
	 * Returns the broker that all of this JVM shares, and starts it the first time. It
	 * ends with the JVM; {@link #close()} leaves it running. Safe from any thread.
	 * @return the running broker
	 * @throws LocalBrokerException if there is none to be had, or it does not start
	 */
	public static LocalRabbit shared() {
		return SHARED.get();
	}

	/**
	 * Returns a builder for a broker with something particular.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder(Machine.current());
	}

	/**
	 * The port for AMQP over TLS.
	 * @return the port
	 * @throws IllegalStateException if the builder was not asked for TLS
	 */
	public int tlsPort() {
		Assert.state(this.tlsPort != 0, "This broker was built without tls(…)");
		return this.tlsPort;
	}

	/**
	 * The name of a user who may do everything.
	 * @return the name
	 */
	public String username() {
		return this.accounts.get(0).username();
	}

	/**
	 * The password of that user.
	 * @return the password
	 */
	public String password() {
		return this.accounts.get(0).password();
	}

	/**
	 * The virtual host to use.
	 * @return its name
	 */
	public String virtualHost() {
		return this.accounts.get(0).virtualHost();
	}

	/**
	 * All that a client needs as one URI, the password included.
	 * @return the URI
	 */
	public String uri() {
		return "amqp://" + encode(username()) + ":" + encode(password()) + "@" + address() + "/"
				+ encode(virtualHost());
	}

	/**
	 * What Boot's auto-configuration connects with.
	 * @return the details, without TLS
	 */
	public RabbitConnectionDetails connectionDetails() {
		return new Details(this);
	}

	/**
	 * Runs {@code rabbitmqctl} on the broker, as in
	 * {@code ctl("set_vm_memory_high_watermark", "0")}.
	 * @param arguments the command and its arguments
	 * @return what it printed
	 * @throws LocalBrokerException if it fails
	 */
	public String ctl(String... arguments) {
		return process().ctl(arguments);
	}

	@Override
	String connect() throws Exception {
		String version = "unknown";
		for (RabbitAccount account : this.accounts) {
			version = connect(account);
		}
		return version;
	}

	private String connect(RabbitAccount account) throws Exception {
		ConnectionFactory factory = new ConnectionFactory();
		factory.setHost(host());
		factory.setPort(port());
		factory.setUsername(account.username());
		factory.setPassword(account.password());
		factory.setVirtualHost(account.virtualHost());
		factory.setConnectionTimeout(CONNECT_TIMEOUT_MILLIS);
		factory.setAutomaticRecoveryEnabled(false);
		try (Connection connection = factory.newConnection("local-brokers")) {
			return String.valueOf(connection.getServerProperties().get("version"));
		}
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
	}

	private record Details(LocalRabbit rabbit) implements RabbitConnectionDetails {

		@Override
		public String getUsername() {
			return this.rabbit.username();
		}

		@Override
		public String getPassword() {
			return this.rabbit.password();
		}

		@Override
		public String getVirtualHost() {
			return this.rabbit.virtualHost();
		}

		@Override
		public List<Address> getAddresses() {
			return List.of(new Address(this.rabbit.host(), this.rabbit.port()));
		}

	}

	/**
	 * Asks for a RabbitMQ with something particular. Not thread-safe.
	 */
	public static final class Builder extends LocalBrokerBuilder<LocalRabbit, Builder> {

		private final List<RabbitAccount> accounts = new ArrayList<>();

		Builder(Machine machine) {
			super(machine, ADDRESS_PROPERTY);
		}

		/**
		 * Adds a user for the virtual host {@code /}.
		 * @param username the name
		 * @param password the password
		 * @return this builder
		 */
		public Builder user(String username, String password) {
			return user(username, password, RabbitAccount.DEFAULT_VIRTUAL_HOST);
		}

		/**
		 * Adds a user for a virtual host, which is created; guest may use it, too.
		 * @param username the name
		 * @param password the password
		 * @param virtualHost the virtual host
		 * @return this builder
		 */
		public Builder user(String username, String password, String virtualHost) {
			this.accounts.add(new RabbitAccount(username, password, virtualHost));
			return dedicated();
		}

		@Override
		Builder self() {
			return this;
		}

		@Override
		LocalRabbit external(String address) {
			HostAndPort target = HostAndPort.parse(ADDRESS_PROPERTY, address, ConnectionFactory.DEFAULT_AMQP_PORT);
			RabbitAccount account = new RabbitAccount(
					machine().value(USERNAME_PROPERTY).orElse(RabbitAccount.GUEST.username()),
					machine().value(PASSWORD_PROPERTY).orElse(RabbitAccount.GUEST.password()),
					machine().value(VIRTUAL_HOST_PROPERTY).orElse(RabbitAccount.DEFAULT_VIRTUAL_HOST));
			return new LocalRabbit(new ExternalBroker(target.host()), target.port(), 0, List.of(account));
		}

		@Override
		LocalRabbit own() {
			RabbitConfiguration configuration = new RabbitConfiguration(portOrFree(),
					(tls() != null) ? FreePorts.next() : 0, tls(), List.copyOf(this.accounts), lines());
			BrokerProcess process = SOURCE.start(machine(), () -> RabbitContainers.create(machine(), configuration),
					() -> RabbitBinaries.find(machine(), configuration));
			List<RabbitAccount> all = new ArrayList<>(this.accounts);
			all.add(0, RabbitAccount.GUEST);
			return new LocalRabbit(process, configuration.port(), configuration.tlsPort(), List.copyOf(all));
		}

	}

}
