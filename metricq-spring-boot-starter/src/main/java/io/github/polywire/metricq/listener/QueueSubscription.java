package io.github.polywire.metricq.listener;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import io.github.polywire.metricq.MetricMetadata;
import io.github.polywire.metricq.MetricqConnectionException;
import io.github.polywire.metricq.connection.Agent;
import io.github.polywire.metricq.connection.BrokerConnection;
import io.github.polywire.metricq.connection.BrokerSession;
import io.github.polywire.metricq.connection.RetryingTask;
import io.github.polywire.metricq.connection.RoleSubscriptions;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.amqp.rabbit.connection.RabbitUtils;

/**
 * The queue of one listener, from subscribing to consuming, and again with the same queue
 * whenever the connection or the queue is lost. Thread-safe.
 */
final class QueueSubscription implements BrokerConnection.Listener, Agent.Listener {

	private final String id;

	private final RoleSubscriptions subscriptions;

	private final MetricSelection selection;

	private final Duration expires;

	private final int prefetch;

	private final ChunkConsumer.Receiver receiver;

	private final ContainerCompanion companion;

	private final Map<String, MetricMetadata> metadata = new ConcurrentHashMap<>();

	private final Object monitor = new Object();

	private final Set<String> metrics = new LinkedHashSet<>();

	private @Nullable String queue;

	private @Nullable ObjectNode answer;

	private @Nullable BrokerConnection connection;

	private @Nullable BrokerSession session;

	private @Nullable ChunkConsumer consumer;

	private @Nullable RetryingTask<ObjectNode> task;

	private boolean fresh;

	private boolean active;

	QueueSubscription(String id, RoleSubscriptions subscriptions, MetricSelection selection, Duration expires,
			int prefetch, ChunkConsumer.Receiver receiver, ContainerCompanion companion) {
		this.id = id;
		this.subscriptions = subscriptions;
		this.selection = selection;
		this.expires = expires;
		this.prefetch = prefetch;
		this.receiver = receiver;
		this.companion = companion;
	}

	/**
	 * Subscribes, with a queue of its own.
	 * @return completed, normally or with the failure, when the first attempt has ended
	 */
	CompletableFuture<Void> start() {
		synchronized (this.monitor) {
			this.active = true;
			this.queue = null;
			this.metrics.clear();
			this.subscriptions.agent().addListener(this);
			return subscribeSoon();
		}
	}

	private CompletableFuture<Void> subscribeSoon() {
		synchronized (this.monitor) {
			if (!this.active) {
				return CompletableFuture.completedFuture(null);
			}
			if (this.task != null) {
				this.task.stop();
			}
			Agent agent = this.subscriptions.agent();
			this.task = new RetryingTask<>(
					"The subscription of the MetricQ " + agent.role().id() + " '" + this.id + "'", this::subscribe,
					this::subscribed, agent.executor(), agent.settings().backOff().get());
			return this.task.start();
		}
	}

	private CompletableFuture<ObjectNode> subscribe() {
		return this.selection.resolve(this.subscriptions).thenCompose((selected) -> {
			List<String> all;
			String known;
			synchronized (this.monitor) {
				this.metrics.addAll(selected);
				all = new ArrayList<>(this.metrics);
				known = this.queue;
			}
			return this.subscriptions.subscribe(all, known, this.expires, true);
		});
	}

	private void subscribed(ObjectNode subscription) {
		noteMetadata(subscription);
		BrokerConnection target = this.subscriptions.connect(subscription);
		BrokerSession open;
		synchronized (this.monitor) {
			if (!this.active) {
				return;
			}
			this.queue = subscription.path("dataQueue").asString("");
			this.answer = subscription;
			if (target != this.connection) {
				if (this.connection != null) {
					this.connection.removeListener(this);
				}
				this.connection = target;
				this.fresh = true;
				target.addListener(this);
				return;
			}
			open = target.session();
		}
		// Without a session, its next opening subscribes again.
		if (open != null) {
			consume(open);
		}
	}

	private void noteMetadata(ObjectNode subscription) {
		this.subscriptions.metadata(subscription).forEach((metric) -> this.metadata.put(metric.metric(), metric));
	}

	@Override
	public void opened(BrokerSession opened) {
		boolean first;
		synchronized (this.monitor) {
			first = this.fresh;
			this.fresh = false;
		}
		if (first) {
			try {
				consume(opened);
				return;
			}
			catch (MetricqConnectionException ex) {
				// The queue may be gone since: subscribe to it again.
			}
		}
		subscribeSoon();
	}

	@Override
	public void started() {
		synchronized (this.monitor) {
			if (!this.active) {
				return;
			}
			this.connection = null;
		}
		subscribeSoon();
	}

	private void consume(BrokerSession open) {
		ObjectNode subscription;
		synchronized (this.monitor) {
			if (!this.active || this.answer == null || (open == this.session && this.consumer != null)) {
				return;
			}
			this.session = open;
			subscription = this.answer;
		}
		Channel channel = null;
		try {
			channel = open.openChannel();
			channel.basicQos(this.prefetch);
			ChunkConsumer added = new ChunkConsumer(channel, this.prefetch, this.receiver);
			synchronized (this.monitor) {
				this.consumer = added;
			}
			Channel opened = channel;
			this.companion.consuming(open, subscription, () -> RabbitUtils.closeChannel(opened));
			channel.basicConsume(queue(), false, added);
		}
		catch (IOException | AlreadyClosedException ex) {
			synchronized (this.monitor) {
				this.consumer = null;
			}
			RabbitUtils.closeChannel(channel);
			throw new MetricqConnectionException("The queue '" + queue() + "' cannot be consumed", ex);
		}
	}

	/**
	 * Subscribes again if the queue was lost without the connection, which else does so
	 * when it opens.
	 * @param lost what consumed it
	 */
	void lost(ChunkConsumer lost) {
		boolean again;
		synchronized (this.monitor) {
			if (lost != this.consumer) {
				return;
			}
			this.consumer = null;
			again = this.active && this.session != null && this.session.isOpen();
		}
		if (again) {
			Agent agent = this.subscriptions.agent();
			CompletableFuture
				.delayedExecutor(agent.settings().backOff().get().getInitialInterval(), TimeUnit.MILLISECONDS,
						agent.executor())
				.execute(() -> {
					RabbitUtils.closeChannel(lost.getChannel());
					subscribeSoon();
				});
		}
	}

	/**
	 * Adds metrics to the queue.
	 * @param added the metrics
	 * @return completed when the manager has answered
	 */
	CompletableFuture<Void> add(Collection<String> added) {
		return this.subscriptions.subscribe(added, queue(), this.expires, true).thenAccept((subscription) -> {
			noteMetadata(subscription);
			synchronized (this.monitor) {
				this.metrics.addAll(added);
			}
		});
	}

	/**
	 * Removes metrics from the queue.
	 * @param removed the metrics
	 * @return completed when the manager has answered
	 */
	CompletableFuture<Void> remove(Collection<String> removed) {
		synchronized (this.monitor) {
			this.metrics.removeAll(removed);
		}
		return this.subscriptions.unsubscribe(queue(), removed, false).thenAccept((done) -> {
		});
	}

	/**
	 * Takes no more chunks; those that came can still be settled.
	 * @return what they came by, or {@code null}
	 */
	@Nullable ChunkConsumer stopConsuming() {
		ChunkConsumer last;
		synchronized (this.monitor) {
			this.active = false;
			this.subscriptions.agent().removeListener(this);
			if (this.task != null) {
				this.task.stop();
			}
			if (this.connection != null) {
				this.connection.removeListener(this);
			}
			this.connection = null;
			this.session = null;
			last = this.consumer;
			this.consumer = null;
		}
		if (last != null && last.end()) {
			try {
				last.getChannel().basicCancel(last.getConsumerTag());
			}
			catch (IOException | AlreadyClosedException ex) {
				// The connection is lost, and nothing more comes.
			}
		}
		return last;
	}

	private String queue() {
		synchronized (this.monitor) {
			if (this.queue == null) {
				throw new MetricqConnectionException(
						"The MetricQ listener '" + this.id + "' has no queue yet: wait until it runs", null);
			}
			return this.queue;
		}
	}

	@Nullable String queueOrNull() {
		synchronized (this.monitor) {
			return this.queue;
		}
	}

	List<String> metrics() {
		synchronized (this.monitor) {
			return List.copyOf(this.metrics);
		}
	}

	MetricMetadata metadata(String metric) {
		MetricMetadata known = this.metadata.get(metric);
		return (known != null) ? known : new MetricMetadata(metric, new LinkedHashMap<>());
	}

	boolean isConsuming() {
		synchronized (this.monitor) {
			return this.consumer != null;
		}
	}

	@Nullable Throwable failure() {
		synchronized (this.monitor) {
			return (this.task != null && this.consumer == null) ? this.task.failure() : null;
		}
	}

}
