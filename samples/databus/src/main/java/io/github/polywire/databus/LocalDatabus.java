package io.github.polywire.databus;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.Assert;

/**
 * A databus in this JVM for a test or a sample, on a random port and over a Kafka of its
 * own, and the means to make it fail.
 * <p>
 * Reading its address and {@link #faults()} are safe from any thread; steering it is for
 * one thread at a time.
 */
public final class LocalDatabus implements AutoCloseable {

	private static final Lazy<LocalDatabus> SHARED = new Lazy<>(LocalDatabus::start, LocalDatabus::close);

	private final Map<String, Object> properties;

	private final LocalKafka kafka = new LocalKafka();

	private volatile @Nullable ConfigurableApplicationContext context;

	private volatile @Nullable DatabusProperties settings;

	private volatile int port;

	private LocalDatabus(Map<String, Object> properties, int port) {
		this.properties = properties;
		this.port = port;
	}

	/**
	 * Starts a databus and returns when it accepts clients.
	 * @return the running databus
	 */
	public static LocalDatabus start() {
		return builder().start();
	}

	/**
	 * Returns the databus that all of this JVM shares, and starts it the first time. It
	 * ends with the JVM and is not for closing. Safe from any thread.
	 * @return the running databus
	 */
	public static LocalDatabus shared() {
		return SHARED.get();
	}

	/**
	 * Returns a builder for a databus with something particular.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * The port, which stays the same over restarts.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Where it is, as in {@code http://127.0.0.1:40123}.
	 * @return the base URL
	 */
	public String url() {
		boolean tls = this.properties.keySet().stream().anyMatch((name) -> name.startsWith("server.ssl."));
		return (tls ? "https" : "http") + "://" + (tls ? "localhost" : "127.0.0.1") + ":" + this.port;
	}

	/**
	 * The name of the user who may log in.
	 * @return the name
	 */
	public String username() {
		return settings().user().name();
	}

	/**
	 * The password of that user.
	 * @return the password
	 */
	public String password() {
		return settings().user().password();
	}

	/**
	 * The identifier of the client that may get tokens.
	 * @return the identifier
	 */
	public String clientId() {
		return settings().client().id();
	}

	/**
	 * The secret of that client.
	 * @return the secret
	 */
	public String clientSecret() {
		return settings().client().secret();
	}

	/**
	 * Where its Kafka is.
	 * @return host and port
	 */
	public String bootstrapServers() {
		String property = context().getEnvironment().getProperty(LocalKafkaInitializer.PROPERTY);
		Assert.state(property != null, "The databus has no Kafka");
		return property;
	}

	/**
	 * What goes wrong on purpose. It starts anew with each {@link #restart()}.
	 * @return the faults
	 */
	public DatabusFaults faults() {
		return context().getBean(DatabusFaults.class);
	}

	/**
	 * Lets every token that was issued so far be refused from now on.
	 */
	public void expireTokens() {
		tokens().expireAll();
	}

	/**
	 * Lets tokens be good for some requests only.
	 * @param uses how many; 0: any number
	 */
	public void expireTokensAfter(int uses) {
		tokens().setMaxUses(uses);
	}

	/**
	 * How many tokens it has issued since it was last started.
	 * @return the number
	 */
	public long tokensIssued() {
		return tokens().issued();
	}

	/**
	 * How many consumer instances there are.
	 * @return the number
	 */
	public int consumers() {
		return context().getBean(ConsumerInstances.class).size();
	}

	/**
	 * Creates a topic; one that is first named by a client gets three partitions.
	 * @param name the topic
	 * @param partitions the number of its partitions
	 */
	public void createTopic(String name, int partitions) {
		context().getBean(Topics.class).ensure(name, partitions);
	}

	/**
	 * Stops the databus; its Kafka stays for {@link #restart()}, consumer instances and
	 * tokens do not.
	 */
	public void stop() {
		ConfigurableApplicationContext context = this.context;
		this.context = null;
		if (context != null) {
			context.close();
		}
	}

	/**
	 * Starts the databus again on the same port and Kafka, after stopping it if it runs.
	 */
	public void restart() {
		stop();
		run();
	}

	/**
	 * Stops the databus and its Kafka.
	 */
	@Override
	public void close() {
		stop();
		this.kafka.close();
	}

	private void run() {
		SpringApplication application = DatabusApplication.create();
		application.addInitializers(new LocalKafkaInitializer(this.kafka));
		// Applications around it still want to commit when the JVM ends.
		application.setRegisterShutdownHook(false);
		ConfigurableApplicationContext context = runAside(application);
		this.context = context;
		this.settings = context.getBean(DatabusProperties.class);
		this.port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	// In a thread of its own: a test that runs an application around this one leaves
	// hooks in its thread, which would take this one for that.
	private ConfigurableApplicationContext runAside(SpringApplication application) {
		FutureTask<ConfigurableApplicationContext> start = new FutureTask<>(() -> application.run(arguments()));
		Thread thread = new Thread(start, "databus-start");
		thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
		thread.start();
		try {
			return start.get();
		}
		catch (InterruptedException ex) {
			thread.interrupt();
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while the databus started", ex);
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("The databus did not start", ex.getCause());
		}
	}

	// As arguments they come before what system properties and the environment say.
	// Docker
	// Compose, if the application around it uses that, does not concern the databus.
	private String[] arguments() {
		Map<String, Object> all = new LinkedHashMap<>(
				Map.of("spring.config.name", "databus", "server.address", "127.0.0.1", "server.shutdown", "immediate",
						"logging.register-shutdown-hook", "false", "spring.docker.compose.enabled", "false"));
		all.putAll(this.properties);
		all.put("server.port", this.port);
		return all.entrySet()
			.stream()
			.map((property) -> "--" + property.getKey() + "=" + property.getValue())
			.toArray(String[]::new);
	}

	private DatabusProperties settings() {
		DatabusProperties settings = this.settings;
		Assert.state(settings != null, "The databus has not been started");
		return settings;
	}

	private Tokens tokens() {
		return context().getBean(Tokens.class);
	}

	private ConfigurableApplicationContext context() {
		ConfigurableApplicationContext context = this.context;
		Assert.state(context != null, "The databus has been stopped");
		return context;
	}

	/**
	 * Asks for a databus with something particular. Not thread-safe.
	 */
	public static final class Builder {

		private final Map<String, Object> properties = new LinkedHashMap<>();

		private int port;

		private Builder() {
		}

		/**
		 * Chooses a port instead of a random one.
		 * @param port the port
		 * @return this builder
		 */
		public Builder port(int port) {
			this.port = port;
			return this;
		}

		/**
		 * Sets a property, such as {@code databus.tokens.max-uses}, or one of Spring
		 * Boot.
		 * @param name the name
		 * @param value the value
		 * @return this builder
		 */
		public Builder property(String name, Object value) {
			this.properties.put(name, value);
			return this;
		}

		/**
		 * Starts the databus and returns when it accepts clients.
		 * @return the running databus
		 */
		public LocalDatabus start() {
			LocalDatabus databus = new LocalDatabus(this.properties, this.port);
			try {
				databus.run();
			}
			catch (RuntimeException ex) {
				databus.close();
				throw ex;
			}
			return databus;
		}

	}

}
