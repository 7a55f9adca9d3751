package io.github.polywire.rabibridge.autoconfigure;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.github.polywire.rabibridge.FunctionKind;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * Properties of the RabiBridge starter. The broker is that of {@code spring.rabbitmq}.
 */
@ConfigurationProperties("rabibridge")
public class RabiBridgeProperties implements InitializingBean {

	private static final long MAX_BODY_SIZE = DataSize.ofMegabytes(512).toBytes();

	private static final long MIN_BODY_SIZE = DataSize.ofKilobytes(1).toBytes();

	private static final int MAX_FETCH_SIZE = 65535;

	private static final int MIN_CORRELATION_IDS = 1 << 16;

	private static final int MAX_QUEUE_NAME_BYTES = 255;

	private static final Duration MIN_TIME = Duration.ofMillis(1);

	/** RabbitMQ keeps the milliseconds that a message may wait in 32 bits. */
	private static final Duration MAX_TIME = Duration.ofDays(49);

	/**
	 * Whether the starter is on.
	 */
	private boolean enabled = true;

	/**
	 * Serializer of arguments and results. It is not told on the wire: all peers must use
	 * the same.
	 */
	private Serializer serializer = Serializer.MSGPACK;

	/**
	 * Size above which bodies are compressed.
	 */
	private DataSize compressThreshold = DataSize.ofBytes(1024);

	/**
	 * Bound of the correlation ids that the client chooses, which are below it.
	 */
	private int correlationIdMax = 1 << 30;

	/**
	 * Largest body that is sent or accepted, before compression and after decompression.
	 */
	private DataSize maxBodySize = DataSize.ofMegabytes(16);

	private final Client client = new Client();

	private final Server server = new Server();

	private final Reconnect reconnect = new Reconnect();

	private final Plugins plugins = new Plugins();

	/**
	 * Returns whether the starter is on.
	 * @return whether it is on
	 */
	public boolean isEnabled() {
		return this.enabled;
	}

	/**
	 * Sets whether the starter is on.
	 * @param enabled whether it is on
	 */
	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	/**
	 * Returns the serializer of arguments and results.
	 * @return the serializer of arguments and results
	 */
	public Serializer getSerializer() {
		return this.serializer;
	}

	/**
	 * Sets the serializer of arguments and results.
	 * @param serializer the serializer of arguments and results
	 */
	public void setSerializer(Serializer serializer) {
		this.serializer = serializer;
	}

	/**
	 * Returns the size above which bodies are compressed.
	 * @return the size above which bodies are compressed
	 */
	public DataSize getCompressThreshold() {
		return this.compressThreshold;
	}

	/**
	 * Sets the size above which bodies are compressed.
	 * @param compressThreshold the size above which bodies are compressed
	 */
	public void setCompressThreshold(DataSize compressThreshold) {
		this.compressThreshold = compressThreshold;
	}

	/**
	 * Returns the bound of correlation ids.
	 * @return the bound of correlation ids
	 */
	public int getCorrelationIdMax() {
		return this.correlationIdMax;
	}

	/**
	 * Sets the bound of correlation ids.
	 * @param correlationIdMax the bound of correlation ids
	 */
	public void setCorrelationIdMax(int correlationIdMax) {
		this.correlationIdMax = correlationIdMax;
	}

	/**
	 * Returns the size of the largest body.
	 * @return the size of the largest body
	 */
	public DataSize getMaxBodySize() {
		return this.maxBodySize;
	}

	/**
	 * Sets the size of the largest body.
	 * @param maxBodySize the size of the largest body
	 */
	public void setMaxBodySize(DataSize maxBodySize) {
		this.maxBodySize = maxBodySize;
	}

	/**
	 * Returns the properties of the client.
	 * @return the properties
	 */
	public Client getClient() {
		return this.client;
	}

	/**
	 * Returns the properties of the server.
	 * @return the properties
	 */
	public Server getServer() {
		return this.server;
	}

	/**
	 * Returns the properties of the pauses between attempts to connect.
	 * @return the properties
	 */
	public Reconnect getReconnect() {
		return this.reconnect;
	}

	/**
	 * Returns the properties of plugins.
	 * @return the properties
	 */
	public Plugins getPlugins() {
		return this.plugins;
	}

	@Override
	public void afterPropertiesSet() {
		check("compress-threshold", this.compressThreshold, !this.compressThreshold.isNegative(),
				"A size must not be negative");
		check("compress-threshold", this.compressThreshold, this.compressThreshold.toBytes() <= Integer.MAX_VALUE,
				"A size must be below 2GB");
		check("correlation-id-max", this.correlationIdMax, this.correlationIdMax >= MIN_CORRELATION_IDS,
				"The bound of correlation ids must be at least " + MIN_CORRELATION_IDS
						+ ", so that all calls in flight have one");
		check("max-body-size", this.maxBodySize, this.maxBodySize.toBytes() >= MIN_BODY_SIZE,
				"A size must be at least 1KB, so that errors can be told");
		check("max-body-size", this.maxBodySize, this.maxBodySize.toBytes() <= MAX_BODY_SIZE,
				"A body of more than 512MB is more than a broker takes");
		checkTime("client.timeout", this.client.timeout);
		checkNotNegative("client.shutdown-timeout", this.client.shutdownTimeout);
		check("client.reply-queue", this.client.replyQueue,
				this.client.replyQueue == null || !this.client.replyQueue.isBlank(),
				"A queue's name must not be blank; leave the property out for a new name at each connection");
		check("client.reply-queue", this.client.replyQueue,
				this.client.replyQueue == null || !this.client.replyQueue.startsWith("amq."),
				"Names that begin with 'amq.' are the broker's own");
		check("client.reply-queue", this.client.replyQueue,
				this.client.replyQueue == null
						|| this.client.replyQueue.getBytes(StandardCharsets.UTF_8).length <= MAX_QUEUE_NAME_BYTES,
				"A queue's name has at most " + MAX_QUEUE_NAME_BYTES + " bytes in UTF-8");
		check("server.concurrency", this.server.concurrency, this.server.concurrency > 0,
				"The concurrency must be positive");
		Integer fetchSize = this.server.fetchSize;
		check("server.fetch-size", fetchSize, fetchSize == null || (fetchSize > 0 && fetchSize <= MAX_FETCH_SIZE),
				"The fetch size must be from 1 to " + MAX_FETCH_SIZE);
		checkNotNegative("server.shutdown-timeout", this.server.shutdownTimeout);
		checkTime("reconnect.initial-interval", this.reconnect.initialInterval);
		checkTime("reconnect.max-interval", this.reconnect.maxInterval);
		check("reconnect.max-interval", this.reconnect.maxInterval,
				this.reconnect.maxInterval.compareTo(this.reconnect.initialInterval) >= 0,
				"The longest pause must not be shorter than the initial interval");
		check("reconnect.multiplier", this.reconnect.multiplier, this.reconnect.multiplier >= 1,
				"The multiplier must be at least 1");
		String directory = this.plugins.directory;
		check("plugins.directory", directory, directory == null || !directory.isBlank(),
				"The name of a directory must not be blank; leave the property out for no plugins");
		check("plugins.directory", directory, directory == null || new File(directory).isDirectory(),
				"There is no such directory");
		checkTime("plugins.poll-interval", this.plugins.pollInterval);
		checkNotNegative("plugins.quiet-period", this.plugins.quietPeriod);
	}

	private static void checkTime(String name, Duration value) {
		check(name, value, value.compareTo(MIN_TIME) >= 0 && value.compareTo(MAX_TIME) <= 0,
				"A time must be from 1 ms to " + MAX_TIME.toDays() + " days");
	}

	private static void checkNotNegative(String name, Duration value) {
		check(name, value, !value.isNegative() && value.compareTo(MAX_TIME) <= 0,
				"A time must be from 0 to " + MAX_TIME.toDays() + " days");
	}

	private static void check(String name, @Nullable Object value, boolean valid, String reason) {
		if (!valid) {
			throw new InvalidConfigurationPropertyValueException("rabibridge." + name, value, reason);
		}
	}

	/**
	 * The serializers of RabiBridge.
	 */
	public enum Serializer {

		/**
		 * The default of RabiBridge.
		 */
		MSGPACK,

		/**
		 * JSON, which has no form for bytes.
		 */
		JSON,

		/**
		 * Pickle, for plain data only. Needs the library net.razorvine:pickle.
		 */
		PICKLE

	}

	/**
	 * Properties of the client.
	 */
	public static class Client {

		/**
		 * How long a call waits for its reply, connecting included, unless it says
		 * itself.
		 */
		private Duration timeout = Duration.ofSeconds(30);

		/**
		 * Kind of the functions called, unless the call says itself.
		 */
		private FunctionKind kind = FunctionKind.ASYNC;

		/**
		 * Name of the exclusive queue that replies come to. By default a new name at each
		 * connection, as RabiBridge chooses it.
		 */
		private @Nullable String replyQueue;

		/**
		 * Whether the application connects at its start and fails to start without
		 * RabbitMQ. Otherwise the first call connects.
		 */
		private boolean failFast;

		/**
		 * How long a shutdown waits for calls in flight.
		 */
		private Duration shutdownTimeout = Duration.ofSeconds(20);

		/**
		 * Returns how long a call waits.
		 * @return how long a call waits
		 */
		public Duration getTimeout() {
			return this.timeout;
		}

		/**
		 * Sets how long a call waits.
		 * @param timeout how long a call waits
		 */
		public void setTimeout(Duration timeout) {
			this.timeout = timeout;
		}

		/**
		 * Returns the kind of the functions called.
		 * @return the kind of the functions called
		 */
		public FunctionKind getKind() {
			return this.kind;
		}

		/**
		 * Sets the kind of the functions called.
		 * @param kind the kind of the functions called
		 */
		public void setKind(FunctionKind kind) {
			this.kind = kind;
		}

		/**
		 * Returns the name of the reply queue.
		 * @return the name of the reply queue
		 */
		public @Nullable String getReplyQueue() {
			return this.replyQueue;
		}

		/**
		 * Sets the name of the reply queue.
		 * @param replyQueue the name of the reply queue
		 */
		public void setReplyQueue(@Nullable String replyQueue) {
			this.replyQueue = replyQueue;
		}

		/**
		 * Returns whether the application fails to start without RabbitMQ.
		 * @return whether the application fails to start without RabbitMQ
		 */
		public boolean isFailFast() {
			return this.failFast;
		}

		/**
		 * Sets whether the application fails to start without RabbitMQ.
		 * @param failFast whether the application fails to start without RabbitMQ
		 */
		public void setFailFast(boolean failFast) {
			this.failFast = failFast;
		}

		/**
		 * Returns how long a shutdown waits.
		 * @return how long a shutdown waits
		 */
		public Duration getShutdownTimeout() {
			return this.shutdownTimeout;
		}

		/**
		 * Sets how long a shutdown waits.
		 * @param shutdownTimeout how long a shutdown waits
		 */
		public void setShutdownTimeout(Duration shutdownTimeout) {
			this.shutdownTimeout = shutdownTimeout;
		}

	}

	/**
	 * Properties of the server.
	 */
	public static class Server {

		/**
		 * Whether functions are served as soon as the application starts, unless they say
		 * themselves.
		 */
		private boolean autoStartup = true;

		/**
		 * How many calls of one function are executed side by side, unless it says
		 * itself.
		 */
		private int concurrency = 32;

		/**
		 * How many calls of one function are fetched from RabbitMQ before they are
		 * answered, unless it says itself. By default twice its concurrency.
		 */
		private @Nullable Integer fetchSize;

		/**
		 * How long a shutdown waits for calls that were taken, and for what the queue of
		 * a function holds that nobody else serves.
		 */
		private Duration shutdownTimeout = Duration.ofSeconds(20);

		/**
		 * Whether the application fails to start when RabbitMQ cannot be reached or a
		 * queue cannot be declared. Otherwise it starts, tries again and tells health.
		 */
		private boolean failFast;

		/**
		 * Whether arguments of another type are converted as pydantic does: "1" and 1.0
		 * to an integer, "yes" to a boolean. Otherwise they are errors.
		 */
		private boolean lenient;

		/**
		 * Whether callers get the stack trace of what a handler throws, and not only its
		 * message. A stack trace tells an attacker a lot.
		 */
		private boolean includeStackTrace;

		/**
		 * Returns whether functions are served as soon as the application starts.
		 * @return whether functions are served as soon as the application starts
		 */
		public boolean isAutoStartup() {
			return this.autoStartup;
		}

		/**
		 * Sets whether functions are served as soon as the application starts.
		 * @param autoStartup whether functions are served as soon as the application
		 * starts
		 */
		public void setAutoStartup(boolean autoStartup) {
			this.autoStartup = autoStartup;
		}

		/**
		 * Returns how many calls of one function are executed side by side.
		 * @return how many calls of one function are executed side by side
		 */
		public int getConcurrency() {
			return this.concurrency;
		}

		/**
		 * Sets how many calls of one function are executed side by side.
		 * @param concurrency how many calls of one function are executed side by side
		 */
		public void setConcurrency(int concurrency) {
			this.concurrency = concurrency;
		}

		/**
		 * Returns how many calls of one function are fetched.
		 * @return how many calls of one function are fetched
		 */
		public @Nullable Integer getFetchSize() {
			return this.fetchSize;
		}

		/**
		 * Sets how many calls of one function are fetched.
		 * @param fetchSize how many calls of one function are fetched
		 */
		public void setFetchSize(@Nullable Integer fetchSize) {
			this.fetchSize = fetchSize;
		}

		/**
		 * Returns how long a shutdown waits.
		 * @return how long a shutdown waits
		 */
		public Duration getShutdownTimeout() {
			return this.shutdownTimeout;
		}

		/**
		 * Sets how long a shutdown waits.
		 * @param shutdownTimeout how long a shutdown waits
		 */
		public void setShutdownTimeout(Duration shutdownTimeout) {
			this.shutdownTimeout = shutdownTimeout;
		}

		/**
		 * Returns whether the application fails to start without RabbitMQ.
		 * @return whether the application fails to start without RabbitMQ
		 */
		public boolean isFailFast() {
			return this.failFast;
		}

		/**
		 * Sets whether the application fails to start without RabbitMQ.
		 * @param failFast whether the application fails to start without RabbitMQ
		 */
		public void setFailFast(boolean failFast) {
			this.failFast = failFast;
		}

		/**
		 * Returns whether arguments of another type are converted.
		 * @return whether arguments of another type are converted
		 */
		public boolean isLenient() {
			return this.lenient;
		}

		/**
		 * Sets whether arguments of another type are converted.
		 * @param lenient whether arguments of another type are converted
		 */
		public void setLenient(boolean lenient) {
			this.lenient = lenient;
		}

		/**
		 * Returns whether callers get stack traces.
		 * @return whether callers get stack traces
		 */
		public boolean isIncludeStackTrace() {
			return this.includeStackTrace;
		}

		/**
		 * Sets whether callers get stack traces.
		 * @param includeStackTrace whether callers get stack traces
		 */
		public void setIncludeStackTrace(boolean includeStackTrace) {
			this.includeStackTrace = includeStackTrace;
		}

	}

	/**
	 * Properties of the pauses between attempts to connect.
	 */
	public static class Reconnect {

		/**
		 * Pause before the first attempt to connect again.
		 */
		private Duration initialInterval = Duration.ofMillis(200);

		/**
		 * Factor from each pause to the next.
		 */
		private double multiplier = 2;

		/**
		 * Longest pause.
		 */
		private Duration maxInterval = Duration.ofSeconds(5);

		/**
		 * Returns the first pause.
		 * @return the first pause
		 */
		public Duration getInitialInterval() {
			return this.initialInterval;
		}

		/**
		 * Sets the first pause.
		 * @param initialInterval the first pause
		 */
		public void setInitialInterval(Duration initialInterval) {
			this.initialInterval = initialInterval;
		}

		/**
		 * Returns the factor from each pause to the next.
		 * @return the factor from each pause to the next
		 */
		public double getMultiplier() {
			return this.multiplier;
		}

		/**
		 * Sets the factor from each pause to the next.
		 * @param multiplier the factor from each pause to the next
		 */
		public void setMultiplier(double multiplier) {
			this.multiplier = multiplier;
		}

		/**
		 * Returns the longest pause.
		 * @return the longest pause
		 */
		public Duration getMaxInterval() {
			return this.maxInterval;
		}

		/**
		 * Sets the longest pause.
		 * @param maxInterval the longest pause
		 */
		public void setMaxInterval(Duration maxInterval) {
			this.maxInterval = maxInterval;
		}

	}

	/**
	 * Properties of plugin jars.
	 */
	public static class Plugins {

		/**
		 * Directory whose jars are plugins. There are none without it.
		 */
		private @Nullable String directory;

		/**
		 * Whether jars that are added, replaced or removed at run time are loaded,
		 * swapped and unloaded.
		 */
		private boolean reload;

		/**
		 * Pause between two looks at the directory.
		 */
		private Duration pollInterval = Duration.ofSeconds(1);

		/**
		 * Time that a jar must have been unchanged to be taken for whole.
		 */
		private Duration quietPeriod = Duration.ofMillis(400);

		/**
		 * Returns the directory.
		 * @return the directory, or {@code null} for no plugins
		 */
		public @Nullable String getDirectory() {
			return this.directory;
		}

		/**
		 * Sets the directory.
		 * @param directory the directory, or {@code null} for no plugins
		 */
		public void setDirectory(@Nullable String directory) {
			this.directory = directory;
		}

		/**
		 * Returns whether changes are followed.
		 * @return whether changes are followed
		 */
		public boolean isReload() {
			return this.reload;
		}

		/**
		 * Sets whether changes are followed.
		 * @param reload whether changes are followed
		 */
		public void setReload(boolean reload) {
			this.reload = reload;
		}

		/**
		 * Returns the pause between two looks.
		 * @return the pause between two looks
		 */
		public Duration getPollInterval() {
			return this.pollInterval;
		}

		/**
		 * Sets the pause between two looks.
		 * @param pollInterval the pause between two looks
		 */
		public void setPollInterval(Duration pollInterval) {
			this.pollInterval = pollInterval;
		}

		/**
		 * Returns how long a jar must have been unchanged.
		 * @return how long a jar must have been unchanged
		 */
		public Duration getQuietPeriod() {
			return this.quietPeriod;
		}

		/**
		 * Sets how long a jar must have been unchanged.
		 * @param quietPeriod how long a jar must have been unchanged
		 */
		public void setQuietPeriod(Duration quietPeriod) {
			this.quietPeriod = quietPeriod;
		}

	}

}
