package io.github.polywire.metricq.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.metricq.HistoryResponse;
import io.github.polywire.metricq.InvalidHistoryResponseException;
import io.github.polywire.metricq.MetricqAgent;
import io.github.polywire.metricq.MetricqConnectionException;
import io.github.polywire.metricq.MetricqHistoryException;
import io.github.polywire.metricq.MetricqRole;
import io.github.polywire.metricq.MetricqTimeoutException;
import io.github.polywire.metricq.TimeAggregate;
import io.github.polywire.metricq.TimeValue;
import io.github.polywire.metricq.connection.Agent;
import io.github.polywire.metricq.connection.Agents;
import io.github.polywire.metricq.integration.TestManager;
import io.github.polywire.metricq.wire.MetricqNames;
import io.github.polywire.metricq.wire.proto.HistoryRequest;
import io.github.polywire.metricq.wire.proto.HistoryResponse.Aggregate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class HistoryTests {

	private static final Instant FROM = Instant.ofEpochSecond(1_700_000_000);

	private final LocalRabbit rabbit = LocalRabbit.shared();

	private final String metric = MetricqNames.uniqueToken("test.history");

	private final AtomicReference<Delivery> asked = new AtomicReference<>();

	private volatile Function<HistoryRequest, byte[]> database;

	private TestManager manager;

	private Channel channel;

	private Agent agent;

	private HistoryTemplate history;

	@BeforeEach
	void start() throws Exception {
		this.manager = new TestManager(this.rabbit);
		this.channel = this.manager.openChannel();
		String queue = this.channel.queueDeclare().getQueue();
		this.channel.queueBind(queue, "metricq.history", this.metric);
		this.channel.basicConsume(queue, true, (tag, delivery) -> {
			this.asked.set(delivery);
			byte[] answer = this.database.apply(HistoryRequest.parseFrom(delivery.getBody()));
			if (answer != null) {
				this.channel.basicPublish("", delivery.getProperties().getReplyTo(),
						new BasicProperties.Builder().correlationId(delivery.getProperties().getCorrelationId())
							.contentType("application/json")
							.headers(Map.of("x-request-duration", "0.000123"))
							.build(),
						answer);
			}
		}, (tag) -> {
		});
		this.agent = Agents.agent(this.rabbit, MetricqRole.HISTORY, MetricqNames.uniqueToken("history-test"));
		this.history = new HistoryTemplate(this.agent, Duration.ofSeconds(20));
	}

	@AfterEach
	void stop() {
		this.history.stop();
		this.agent.stop();
		this.manager.close();
	}

	@Test
	void asksForAnAggregate() {
		assertThat(this.agent.state()).isEqualTo(MetricqAgent.State.IDLE);
		this.database = (request) -> response().addTimeDelta(request.getStartTime())
			.addAggregate(Aggregate.newBuilder().setMinimum(1).setMaximum(3).setSum(6).setCount(3))
			.build()
			.toByteArray();
		TimeAggregate aggregate = this.history.aggregate(this.metric, FROM, FROM.plusSeconds(100));
		assertThat(aggregate.time()).isEqualTo(FROM);
		assertThat(aggregate.mean()).isEqualTo(2);
		assertThat(this.asked.get().getBody()).asHexString()
			.isEqualToIgnoringCase("088080a8b1e39fe7cb171080d083f5d7a2e7cb172001");
		BasicProperties properties = this.asked.get().getProperties();
		assertThat(properties.getReplyTo()).isEqualTo(this.agent.token() + "-hrsp");
		assertThat(properties.getAppId()).isNull();
		assertThat(properties.getContentType()).isNull();
	}

	@Test
	void asksForTheLastValue() {
		this.database = (request) -> response().addTimeDelta(7).addValue(1.5).build().toByteArray();
		assertThat(this.history.lastValue(this.metric)).isEqualTo(new TimeValue(7, 1.5));
		assertThat(this.asked.get().getBody()).asHexString().isEqualTo("2002");
		this.database = (request) -> response().build().toByteArray();
		assertThat(this.history.lastValue(this.metric)).isNull();
	}

	@Test
	void asksForTimelines() {
		this.database = (
				request) -> response().addTimeDelta(10).addTimeDelta(10).addValue(1).addValue(2).build().toByteArray();
		HistoryResponse raw = this.history.rawTimeline(this.metric, FROM, FROM.plusSeconds(100));
		assertThat(raw.values()).containsExactly(new TimeValue(10, 1), new TimeValue(20, 2));
		assertThat(raw.requestDuration()).isEqualTo(Duration.ofNanos(123_000));
		assertThat(this.asked.get().getBody()).asHexString()
			.isEqualToIgnoringCase("088080a8b1e39fe7cb171080d083f5d7a2e7cb172003");
		HistoryResponse aggregates = this.history.aggregateTimeline(this.metric, FROM, FROM.plusSeconds(100),
				Duration.ofSeconds(10));
		assertThat(aggregates.asAggregates()).hasSize(1);
		assertThat(this.asked.get().getBody()).asHexString()
			.isEqualToIgnoringCase("088080a8b1e39fe7cb171080d083f5d7a2e7cb171880c8afa025");
	}

	@Test
	void readsAMillionValues() {
		var large = response();
		for (int i = 0; i < 1_000_000; i++) {
			large.addTimeDelta(1_000_000_000).addValue(i);
		}
		byte[] body = large.build().toByteArray();
		this.database = (request) -> body;
		HistoryResponse response = this.history.rawTimeline(this.metric, null, null);
		assertThat(response.values().mapToDouble(TimeValue::value).sum()).isEqualTo(999_999 * 500_000.0);
		assertThat(response.valueChunk().timeNanos(999_999)).isEqualTo(1_000_000_000_000_000L);
	}

	@Test
	void tellsTheErrorOfTheDatabase() {
		this.database = (request) -> response().setError("metric not found").build().toByteArray();
		assertThatExceptionOfType(MetricqHistoryException.class).isThrownBy(() -> this.history.lastValue(this.metric))
			.satisfies((ex) -> assertThat(ex.getError()).isEqualTo("metric not found"));
	}

	@Test
	void refusesResponsesThatMakeNoSense() {
		this.database = (request) -> new byte[] { (byte) 0xff };
		assertThatExceptionOfType(InvalidHistoryResponseException.class)
			.isThrownBy(() -> this.history.rawTimeline(this.metric, null, null))
			.withMessageContaining(this.metric);
		this.database = (request) -> response().addTimeDelta(1).addValue(1).addValue(2).build().toByteArray();
		assertThatExceptionOfType(InvalidHistoryResponseException.class)
			.isThrownBy(() -> this.history.rawTimeline(this.metric, null, null));
		this.database = (request) -> response().build().toByteArray();
		assertThatExceptionOfType(InvalidHistoryResponseException.class)
			.isThrownBy(() -> this.history.aggregate(this.metric, null, null))
			.withMessageContaining("0 aggregates");
	}

	@Test
	void failsAtOnceWhenNoDatabaseRecordsTheMetric() {
		assertThatExceptionOfType(MetricqHistoryException.class)
			.isThrownBy(() -> this.history.lastValue(this.metric + ".unknown"))
			.withMessageContaining("no database");
	}

	@Test
	void failsWhenTheDatabaseDoesNotAnswerInTime() {
		this.database = (request) -> null;
		assertThatExceptionOfType(MetricqTimeoutException.class)
			.isThrownBy(() -> this.history
				.request(new io.github.polywire.metricq.HistoryRequest(this.metric, null, null, Duration.ZERO,
						io.github.polywire.metricq.HistoryRequest.Type.LAST_VALUE, Duration.ofSeconds(4))))
			.withMessageContaining(this.metric);
		assertThat(this.history.inFlightCount()).isZero();
	}

	@Test
	void failsWhatIsInFlightWhenTheQueueIsLostAndRegistersAgain() throws Exception {
		this.database = (request) -> null;
		CompletableFuture<TimeValue> waiting = this.history.lastValueAsync(this.metric);
		await().until(() -> this.asked.get() != null);
		this.channel.queueDelete(this.agent.token() + "-hrsp");
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> waiting.get(20, TimeUnit.SECONDS))
			.havingCause()
			.isInstanceOf(MetricqConnectionException.class);
		this.database = (request) -> response().addTimeDelta(7).addValue(1.5).build().toByteArray();
		assertThat(this.history.lastValue(this.metric)).isNotNull();
		assertThat(this.manager.requests("history.register").stream().filter((it) -> it.is(this.agent.token())))
			.hasSizeGreaterThanOrEqualTo(2);
	}

	@Test
	void canBeUsedAgainAfterItWasStopped() {
		this.database = (request) -> response().addTimeDelta(7).addValue(1.5).build().toByteArray();
		this.history.lastValue(this.metric);
		this.history.stop();
		this.agent.stop();
		this.agent.start();
		this.history.start();
		assertThat(this.history.lastValue(this.metric)).isNotNull();
	}

	private io.github.polywire.metricq.wire.proto.HistoryResponse.Builder response() {
		return io.github.polywire.metricq.wire.proto.HistoryResponse.newBuilder().setMetric(this.metric);
	}

}
