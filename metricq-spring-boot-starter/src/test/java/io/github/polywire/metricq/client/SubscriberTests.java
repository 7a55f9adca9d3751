package io.github.polywire.metricq.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.metricq.DataPoint;
import io.github.polywire.metricq.MetricqConnectionException;
import io.github.polywire.metricq.MetricqDrain;
import io.github.polywire.metricq.MetricqRole;
import io.github.polywire.metricq.MetricqRpcException;
import io.github.polywire.metricq.MetricqSubscription;
import io.github.polywire.metricq.MetricqTimeoutException;
import io.github.polywire.metricq.connection.Agent;
import io.github.polywire.metricq.connection.AgentSettings;
import io.github.polywire.metricq.connection.Agents;
import io.github.polywire.metricq.connection.Subscriptions;
import io.github.polywire.metricq.integration.TestManager;
import io.github.polywire.metricq.wire.ChunkCodec;
import io.github.polywire.metricq.wire.MetricqNames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class SubscriberTests {

	private final LocalRabbit rabbit = LocalRabbit.shared();

	private final String metric = MetricqNames.uniqueToken("test.drain");

	private final List<Agent> agents = new ArrayList<>();

	private TestManager manager;

	private Channel channel;

	@BeforeEach
	void start() throws Exception {
		this.manager = new TestManager(this.rabbit);
		this.channel = this.manager.openChannel();
	}

	@AfterEach
	void stop() {
		this.agents.forEach(Agent::stop);
		this.manager.close();
	}

	@Test
	void drainsWhatWasCollectedInAnotherProcess() throws Exception {
		MetricqSubscription subscription = subscriber().subscribe(List.of(this.metric), Duration.ofSeconds(60));
		publish(0, 500);
		this.agents.get(0).stop();
		publish(500, 500);
		List<DataPoint> points = new ArrayList<>();
		try (MetricqDrain drain = subscriber().drain(subscription)) {
			publish(1000, 1);
			for (DataPoint point : drain) {
				points.add(point);
			}
		}
		assertThat(points).hasSize(1000).extracting(DataPoint::timeNanos).isSorted();
		await().until(() -> this.manager.requests("sink.release")
			.stream()
			.anyMatch((request) -> request.arguments().get("dataQueue").asString().equals(subscription.dataQueue())));
		assertThat(this.manager.requests("sink.subscribe")).anySatisfy((request) -> {
			assertThat(request.is(this.agents.get(0).token())).isTrue();
			assertThat(request.arguments().get("expires").asInt()).isEqualTo(60);
		});
	}

	@Test
	void drainsToTheEndThatOvertakesTheAnswer() throws Exception {
		this.manager.on("sink.unsubscribe", (request) -> {
			var answer = this.manager.unsubscribe(request);
			await().until(() -> this.channel.messageCount(request.arguments().get("dataQueue").asString()) == 4);
			return answer;
		});
		SubscriberTemplate subscriber = subscriber();
		MetricqSubscription subscription = subscriber.subscribe(List.of(this.metric), Duration.ofSeconds(60));
		publish(0, 3);
		try (MetricqDrain drain = subscriber.drain(subscription)) {
			assertThat(drain).hasSize(3);
			assertThat(drain.nextChunk()).isNull();
		}
	}

	@Test
	void leavesOutWhatIsNoChunk() throws Exception {
		SubscriberTemplate subscriber = subscriber();
		MetricqSubscription subscription = subscriber.subscribe(List.of(this.metric), Duration.ofSeconds(60));
		this.channel.basicPublish("metricq.data", this.metric, null, new byte[] { (byte) 0xff });
		publish(0, 1);
		try (MetricqDrain drain = subscriber.drain(subscription)) {
			assertThat(drain).hasSize(1);
		}
	}

	@Test
	void addsMetricsToAQueueButNotWithAnotherExpiry() throws Exception {
		SubscriberTemplate subscriber = subscriber();
		MetricqSubscription subscription = subscriber.subscribe(List.of(this.metric), Duration.ofMillis(30_500));
		MetricqSubscription both = subscriber.add(subscription, List.of(this.metric + ".b"));
		assertThat(both.metrics()).containsExactly(this.metric, this.metric + ".b");
		MetricqSubscription changed = new MetricqSubscription(subscription.dataServerAddress(),
				subscription.dataQueue(), subscription.metrics(), Duration.ofSeconds(60));
		assertThatExceptionOfType(MetricqRpcException.class)
			.isThrownBy(() -> subscriber.add(changed, List.of(this.metric + ".c")))
			.withMessageContaining("PRECONDITION_FAILED");
		this.channel.basicPublish("metricq.data", this.metric + ".b", null,
				ChunkCodec.encode(new long[] { 1 }, new double[] { 1 }, 1));
		try (MetricqDrain drain = subscriber.drain(both)) {
			assertThat(drain).hasSize(1);
		}
	}

	@Test
	void saysThatAQueueIsGone() throws Exception {
		SubscriberTemplate subscriber = subscriber();
		MetricqSubscription subscription = subscriber.subscribe(List.of(this.metric), Duration.ofSeconds(60));
		this.channel.queueDelete(subscription.dataQueue());
		this.manager.on("sink.unsubscribe", (request) -> Agents.CODEC.jsonMapper().createObjectNode());
		assertThatExceptionOfType(MetricqConnectionException.class).isThrownBy(() -> subscriber.drain(subscription))
			.withMessageContaining(subscription.dataQueue());
	}

	@Test
	void failsWhenNoEndComes() throws Exception {
		this.manager.on("sink.unsubscribe", (request) -> Agents.CODEC.jsonMapper().createObjectNode());
		AgentSettings settings = Agents.settings(MetricqRole.SINK, MetricqNames.uniqueToken("sink-test"));
		SubscriberTemplate subscriber = subscriber(
				new AgentSettings(settings.role(), settings.token(), settings.tokenProperty(), Duration.ofSeconds(5),
						settings.connectionTimeout(), settings.backOff(), settings.maxBodySize()));
		MetricqSubscription subscription = subscriber.subscribe(List.of(this.metric), Duration.ofSeconds(60));
		try (MetricqDrain drain = subscriber.drain(subscription)) {
			assertThatExceptionOfType(MetricqTimeoutException.class).isThrownBy(drain::nextChunk)
				.withMessageContaining(subscription.dataQueue());
		}
	}

	private SubscriberTemplate subscriber() {
		return subscriber(Agents.settings(MetricqRole.SINK, MetricqNames.uniqueToken("sink-test")));
	}

	private SubscriberTemplate subscriber(AgentSettings settings) {
		Agent agent = Agents.agent(Agents.access(this.rabbit), settings, Agents.NO_HANDLER);
		this.agents.add(agent);
		return new SubscriberTemplate(new Subscriptions(agent, false), 400);
	}

	private void publish(int first, int count) throws Exception {
		for (int i = first; i < first + count; i++) {
			this.channel.basicPublish("metricq.data", this.metric, new BasicProperties(),
					ChunkCodec.encode(new long[] { i }, new double[] { i }, 1));
		}
	}

}
