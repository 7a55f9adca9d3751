package io.github.polywire.metricq.network;

import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Delivery;
import io.github.polywire.metricq.connection.BrokerSession;
import io.github.polywire.metricq.connection.RateLimitedLog;
import io.github.polywire.metricq.wire.ChunkCodec;
import io.github.polywire.metricq.wire.HistoryCodec;
import io.github.polywire.metricq.wire.WireFormatException;
import io.github.polywire.metricq.wire.proto.HistoryResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the latest points of metrics in memory and answers history requests from them. A
 * metric is answered for from its declaration or its first point on, until another
 * database subscribes to it. Thread-safe.
 */
public final class MemoryDatabase {

	private static final Log logger = LogFactory.getLog(MemoryDatabase.class);

	private final RateLimitedLog rejectedLog = new RateLimitedLog(logger);

	private final RateLimitedLog fullLog = new RateLimitedLog(logger);

	private final DatabaseSettings settings;

	private final NetworkStore store;

	private final Predicate<String> selection;

	private final Map<String, PointSeries> series = new ConcurrentHashMap<>();

	private final Set<String> recordedElsewhere = ConcurrentHashMap.newKeySet();

	private final AtomicLong points = new AtomicLong();

	private final AtomicLong requests = new AtomicLong();

	private final AtomicLong rejected = new AtomicLong();

	private volatile @Nullable Attachment attachment;

	MemoryDatabase(DatabaseSettings settings, NetworkStore store) {
		this.settings = settings;
		this.store = store;
		this.selection = settings.selection();
	}

	/**
	 * Whether there is a database.
	 * @return {@code false} if it is turned off
	 */
	public boolean isEnabled() {
		return this.settings.enabled();
	}

	/**
	 * Of how many metrics there are points.
	 * @return the number
	 */
	public int metricCount() {
		return this.series.size();
	}

	/**
	 * How many points are kept.
	 * @return the number
	 */
	public long pointCount() {
		return this.series.values().stream().mapToLong(PointSeries::size).sum();
	}

	/**
	 * How many points were received.
	 * @return the number
	 */
	public long receivedCount() {
		return this.points.get();
	}

	/**
	 * How many requests were answered.
	 * @return the number
	 */
	public long requestCount() {
		return this.requests.get();
	}

	/**
	 * How many messages were neither chunks nor requests.
	 * @return the number
	 */
	public long rejectedCount() {
		return this.rejected.get();
	}

	/**
	 * Begins to record and to answer.
	 * @param session the connection for data
	 * @param executor one thread, which may wait for the broker
	 * @param closed is told when the broker ends that while the connection stays
	 * @throws IOException if the broker refuses, or the connection is lost
	 */
	void attach(BrokerSession session, Executor executor, Runnable closed) throws IOException {
		detach();
		if (!this.settings.enabled()) {
			return;
		}
		DatabaseChannel channel = DatabaseChannel.open(session, this.settings);
		Attachment attached = new Attachment(channel, executor, new HashSet<>());
		this.attachment = attached;
		channel.consume((chunk) -> execute(attached, () -> record(chunk, attached)),
				(request) -> execute(attached, () -> answer(request, attached)), closed);
		Set<String> known = new HashSet<>(this.series.keySet());
		this.store.metrics().keySet().stream().filter(this.selection).forEach(known::add);
		take(known, attached);
	}

	void detach() {
		Attachment previous = this.attachment;
		this.attachment = null;
		if (previous != null) {
			previous.channel().close();
		}
	}

	/**
	 * Takes note of metrics that were declared.
	 * @param metrics the names
	 */
	void declared(Collection<String> metrics) {
		Attachment current = this.attachment;
		if (current != null) {
			take(metrics.stream().filter(this.selection).toList(), current);
		}
	}

	/**
	 * Leaves metrics to another database, as one history request gets one answer.
	 * @param metrics the names
	 */
	void recordedElsewhere(List<String> metrics) {
		this.recordedElsewhere.addAll(metrics);
		this.series.keySet().removeAll(metrics);
		Attachment current = this.attachment;
		if (current != null) {
			execute(current, () -> {
				for (String metric : metrics) {
					if (current.bound().remove(metric)) {
						current.channel().unbindRequests(metric);
					}
				}
			});
		}
	}

	private void take(Collection<String> metrics, Attachment current) {
		List<String> taken = metrics.stream().filter((metric) -> !this.recordedElsewhere.contains(metric)).toList();
		this.store.markHistoric(taken);
		execute(current, () -> {
			for (String metric : taken) {
				bind(metric, current);
			}
		});
	}

	private static void bind(String metric, Attachment current) throws IOException {
		if (current.bound().add(metric)) {
			current.channel().bindRequests(metric);
		}
	}

	private void record(Delivery delivery, Attachment current) throws IOException {
		String metric = delivery.getEnvelope().getRoutingKey();
		try {
			if (!metric.isEmpty() && this.selection.test(metric) && !this.recordedElsewhere.contains(metric)) {
				ChunkCodec.DecodedChunk decoded = ChunkCodec.decode(metric, delivery.getBody());
				PointSeries target = series(metric, current);
				if (target != null) {
					target.add(decoded.chunk());
					this.points.addAndGet(decoded.chunk().size());
				}
			}
			current.channel().acceptChunk(delivery);
		}
		catch (WireFormatException ex) {
			reject(delivery, ex);
			current.channel().reject(delivery);
		}
	}

	private @Nullable PointSeries series(String metric, Attachment current) throws IOException {
		PointSeries known = this.series.get(metric);
		if (known != null) {
			return known;
		}
		if (this.series.size() >= this.settings.maxMetrics()) {
			this.fullLog.warn(() -> "The MetricQ database in memory does not record '" + metric + "': it has the "
					+ this.settings.maxMetrics() + " metrics that metricq.network.database.max-metrics allows");
			return null;
		}
		try {
			this.store.markHistoric(List.of(metric));
		}
		catch (ManagerException ex) {
			this.fullLog
				.warn(() -> "The MetricQ database in memory does not record '" + metric + "': " + ex.getMessage());
			return null;
		}
		bind(metric, current);
		PointSeries created = new PointSeries(this.settings.maxPoints());
		this.series.put(metric, created);
		return created;
	}

	private void answer(Delivery delivery, Attachment current) throws IOException {
		long begin = System.nanoTime();
		String metric = delivery.getEnvelope().getRoutingKey();
		if (delivery.getProperties().getReplyTo() == null) {
			reject(delivery, new WireFormatException("A history request for '" + metric + "' has no reply_to", null));
			current.channel().reject(delivery);
			return;
		}
		HistoryResponse response;
		try {
			PointSeries known = this.series.get(metric);
			response = HistoryAnswers.answer(metric,
					(known != null) ? known : new PointSeries(this.settings.maxPoints()),
					HistoryCodec.parseRequest(metric, delivery.getBody()));
			this.requests.incrementAndGet();
		}
		catch (WireFormatException ex) {
			reject(delivery, ex);
			response = HistoryAnswers.error(metric, String.valueOf(ex.getMessage()));
		}
		current.channel().answer(delivery, response, System.nanoTime() - begin);
	}

	private void reject(Delivery delivery, WireFormatException reason) {
		this.rejected.incrementAndGet();
		this.rejectedLog.warn(() -> "The MetricQ database in memory rejected a message on exchange '%s': %s"
			.formatted(delivery.getEnvelope().getExchange(), reason.getMessage()));
	}

	private void execute(Attachment current, BrokerTask task) {
		try {
			current.executor().execute(() -> {
				if (this.attachment != current) {
					return;
				}
				try {
					task.run();
				}
				catch (IOException | AlreadyClosedException ex) {
					logger.debug("The connection of the MetricQ database in memory was lost", ex);
				}
			});
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The MetricQ database in memory is being stopped");
		}
	}

	/** What may wait for the broker. */
	private interface BrokerTask {

		void run() throws IOException;

	}

	/**
	 * The database on one connection.
	 *
	 * @param channel its channel
	 * @param executor its thread
	 * @param bound the metrics whose requests come, used by that thread only
	 */
	private record Attachment(DatabaseChannel channel, Executor executor, Set<String> bound) {
	}

}
