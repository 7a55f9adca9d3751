package io.github.polywire.metricq.network;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.polywire.metricq.MetricMetadata;
import io.github.polywire.metricq.MetricqConnectionException;
import io.github.polywire.metricq.MetricqException;
import io.github.polywire.metricq.connection.BrokerAccess;
import io.github.polywire.metricq.connection.RateLimitedLog;
import io.github.polywire.metricq.wire.RpcCodec;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.Assert;

/**
 * A MetricQ network inside the application: a manager on the broker, and a database in
 * memory. Clients of any language can use it. Of several on one broker, one serves and
 * the others stand by. Thread-safe.
 */
public final class EmbeddedNetwork implements SmartLifecycle, DisposableBean {

	private static final Log logger = LogFactory.getLog(EmbeddedNetwork.class);

	private static final Duration START_PATIENCE = Duration.ofSeconds(10);

	private static final Duration FAIL_FAST_PATIENCE = Duration.ofSeconds(30);

	private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

	private final NetworkSettings settings;

	private final BrokerAccess access;

	private final RpcCodec codec;

	private final NetworkStore store;

	private final @Nullable NetworkFile file;

	private final NetworkTopology topology = new NetworkTopology();

	private final MemoryDatabase database;

	private final ManagerServer server;

	private final ConfigPusher pusher;

	private final RateLimitedLog saveLog = new RateLimitedLog(logger);

	private final AtomicBoolean saving = new AtomicBoolean();

	private final Object monitor = new Object();

	private volatile @Nullable NetworkRun run;

	/**
	 * Creates a network, without connecting it, and reads its file.
	 * @param settings how it behaves
	 * @param databaseSettings what its database keeps
	 * @param access where it connects
	 * @param codec writes and reads RPC messages
	 * @throws NetworkFileException if the file is not as it should be
	 */
	public EmbeddedNetwork(NetworkSettings settings, DatabaseSettings databaseSettings, BrokerAccess access,
			RpcCodec codec) {
		Assert.notNull(settings, "'settings' must not be null");
		Assert.notNull(access, "'access' must not be null");
		Assert.notNull(codec, "'codec' must not be null");
		this.settings = settings;
		this.access = access;
		this.codec = codec;
		this.store = new NetworkStore(settings.maxMetrics(), Clock.systemUTC());
		this.file = (settings.file() != null) ? new NetworkFile(settings.file(), codec.jsonMapper()) : null;
		if (this.file != null) {
			this.file.load(this.store);
		}
		this.database = new MemoryDatabase(databaseSettings, this.store);
		this.pusher = new ConfigPusher(codec, settings.pushTimeout());
		this.server = new ManagerServer(functions(), codec, settings.maxBodySize());
	}

	private Map<String, ManagerFunction> functions() {
		Map<String, ManagerFunction> functions = new HashMap<>();
		new MetadataFunctions(this.store, this.database::declared).addTo(functions);
		new ClientFunctions(this.store, this.topology, this::dataServerAddress, this.settings.strict(),
				this.database::recordedElsewhere)
			.addTo(functions);
		return functions;
	}

	/**
	 * What the network is doing.
	 * @return the state
	 */
	public NetworkState state() {
		NetworkRun current = this.run;
		return (current != null) ? current.state() : NetworkState.STOPPED;
	}

	/**
	 * Why the network does not serve, if it should.
	 * @return the reason, or {@code null} if it serves or there is none yet
	 */
	public @Nullable String failure() {
		NetworkRun current = this.run;
		return (current != null) ? current.failure() : null;
	}

	/**
	 * Where clients are told to connect for data.
	 * @return the address, without credentials
	 */
	public String dataServerAddress() {
		String configured = this.settings.dataServerAddress();
		return (configured != null) ? configured : DataServerAddress.of(this.access.management());
	}

	/**
	 * The database in memory.
	 * @return the database, which may be disabled
	 */
	public MemoryDatabase database() {
		return this.database;
	}

	/**
	 * The configuration of a client.
	 * @param token the client's token
	 * @return the configuration as JSON, a copy, or {@code null} if there is none
	 */
	public @Nullable ObjectNode configuration(String token) {
		ObjectNode config = this.store.config(token);
		return (config != null) ? config.deepCopy().asObject() : null;
	}

	/**
	 * The clients that have a configuration.
	 * @return their tokens, sorted
	 */
	public List<String> configuredTokens() {
		return List.copyOf(this.store.configs().keySet());
	}

	/**
	 * Sets the configuration of a client without telling it: it gets it when it
	 * registers.
	 * @param token the client's token
	 * @param configuration an object that becomes a JSON object
	 * @throws IllegalArgumentException if it does not
	 */
	public void setConfiguration(String token, Object configuration) {
		store(token, configuration);
		saveLater();
	}

	/**
	 * Changes the configuration of a client and tells it, if it is there.
	 * @param token the client's token
	 * @param configuration an object that becomes a JSON object
	 * @return completed with whether the client took it, {@code false} if it is not
	 * there; or with the {@link MetricqException} of a client that refused or did not
	 * answer, or of a lost broker. The configuration is changed in any case.
	 * @throws IllegalArgumentException if the configuration is no JSON object
	 */
	public CompletableFuture<Boolean> configure(String token, Object configuration) {
		ObjectNode stored = store(token, configuration);
		saveLater();
		CompletableFuture<Boolean> result = new CompletableFuture<>();
		NetworkRun current = this.run;
		if (current == null) {
			result.complete(false);
		}
		else {
			current.push(token, stored, result);
		}
		return result;
	}

	/**
	 * Removes the configuration of a client, which is not told.
	 * @param token the client's token
	 * @return whether there was one
	 */
	public boolean removeConfiguration(String token) {
		boolean removed = this.store.removeConfig(token);
		saveLater();
		return removed;
	}

	/**
	 * The metrics that are known.
	 * @return their names, sorted
	 */
	public List<String> metrics() {
		return List.copyOf(this.store.metrics().keySet());
	}

	/**
	 * How many metrics are known.
	 * @return the number
	 */
	public int metricCount() {
		return this.store.metrics().size();
	}

	/**
	 * What is known of a metric.
	 * @param metric the metric's name
	 * @return its metadata, or {@code null} if it is not known
	 */
	public @Nullable MetricMetadata metadata(String metric) {
		ObjectNode metadata = this.store.metric(metric);
		if (metadata == null) {
			return null;
		}
		Map<String, @Nullable Object> values = this.codec.jsonMapper().convertValue(metadata, new TypeReference<>() {
		});
		return new MetricMetadata(metric, values);
	}

	/**
	 * How many requests were answered with a result.
	 * @return the number
	 */
	public long answeredCount() {
		return this.server.answeredCount();
	}

	/**
	 * How many requests were answered with an error.
	 * @return the number
	 */
	public long failedCount() {
		return this.server.failedCount();
	}

	/**
	 * How many messages to the manager were no requests.
	 * @return the number
	 */
	public long rejectedCount() {
		return this.server.rejectedCount();
	}

	/**
	 * All that is to be told of the network.
	 * @return a snapshot
	 */
	public NetworkInfo info() {
		MemoryDatabase memory = this.database;
		NetworkInfo.Database databaseInfo = memory.isEnabled() ? new NetworkInfo.Database(memory.metricCount(),
				memory.pointCount(), memory.receivedCount(), memory.requestCount(), memory.rejectedCount()) : null;
		return new NetworkInfo(state(), failure(), dataServerAddress(), metricCount(), configuredTokens(),
				new NetworkInfo.Requests(answeredCount(), failedCount(), rejectedCount()), databaseInfo);
	}

	@Override
	public void start() {
		NetworkRun started;
		synchronized (this.monitor) {
			if (this.run != null) {
				return;
			}
			started = new NetworkRun(this.settings, this.access, this.topology, this.database, this.server, this.pusher,
					this::saveLater);
			this.run = started;
		}
		CompletableFuture<Void> firstAttempt = started.begin();
		Duration patience = this.settings.failFast() ? FAIL_FAST_PATIENCE : START_PATIENCE;
		try {
			// Clients in the same application that start later find their manager.
			firstAttempt.get(patience.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			failed(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void failed(Exception failure) {
		if (!this.settings.failFast()) {
			return;
		}
		String reason = failure();
		stop();
		if (failure.getCause() instanceof OtherManagerException other) {
			throw other;
		}
		throw new MetricqConnectionException("The embedded MetricQ network could not be started on RabbitMQ at "
				+ this.access.management().describe() + ((reason != null) ? ": " + reason : "")
				+ ". Start the broker, correct its address, or set metricq.network.fail-fast=false", failure);
	}

	@Override
	public void stop() {
		NetworkRun ended;
		synchronized (this.monitor) {
			ended = this.run;
			this.run = null;
		}
		if (ended != null) {
			ended.end(STOP_PATIENCE);
		}
		save();
	}

	/**
	 * Ends the connections of an application whose start failed.
	 */
	@Override
	public void destroy() {
		stop();
	}

	@Override
	public boolean isRunning() {
		return this.run != null;
	}

	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

	private ObjectNode store(String token, Object configuration) {
		Assert.hasLength(token, "'token' must not be empty");
		JsonNode json = this.codec.jsonMapper().valueToTree(configuration);
		Assert.isInstanceOf(ObjectNode.class, json, "A configuration must be a JSON object");
		return this.store.putConfig(token, (ObjectNode) json);
	}

	private void saveLater() {
		if (this.file == null || !this.saving.compareAndSet(false, true)) {
			return;
		}
		NetworkRun current = this.run;
		if (current == null || !current.execute(this::saveNow)) {
			saveNow();
		}
	}

	private void saveNow() {
		this.saving.set(false);
		save();
	}

	private void save() {
		NetworkFile target = this.file;
		if (target == null) {
			return;
		}
		synchronized (target) {
			try {
				target.save(this.store);
			}
			catch (IOException ex) {
				this.saveLog.warn(() -> "The file '" + target.path()
						+ "' of metricq.network.file cannot be written; changes stay in" + " memory only", ex);
			}
		}
	}

}
