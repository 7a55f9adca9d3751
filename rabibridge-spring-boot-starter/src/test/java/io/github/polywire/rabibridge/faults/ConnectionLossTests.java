package io.github.polywire.rabibridge.faults;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.rabibridge.RemoteCallContext;
import io.github.polywire.rabibridge.RemoteCallRequest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The broker dies, or closes connections, while calls are in flight.
 */
class ConnectionLossTests {

	private static final Log logger = LogFactory.getLog(ConnectionLossTests.class);

	private static final int CALLERS = 64;

	private static final Duration CALL_TIMEOUT = Duration.ofSeconds(15);

	private final LocalRabbit rabbit = FaultBroker.get();

	private final Map<Integer, AtomicInteger> executions = new ConcurrentHashMap<>();

	private final AtomicInteger redelivered = new AtomicInteger();

	@Test
	void callsEndAndNothingLeaksWhenTheBrokerIsKilledAgainAndAgain() {
		int rounds = Integer.getInteger("polywire.fault-rounds", 2);
		loseConnections(rounds, () -> {
			this.rabbit.kill();
			this.rabbit.restart();
		});
	}

	@Test
	void callsEndAndNothingLeaksWhenTheBrokerClosesConnectionsAgainAndAgain() {
		loseConnections(20, () -> this.rabbit.ctl("close_all_connections", "fault test"));
	}

	@Test
	void everyCallIsAnsweredWhenTheConnectionOfOneOfTwoServersIsLost() {
		int rounds = 20;
		try (Node staying = server().start().awaitServing("work");
				Node losing = server().start().awaitServing("work");
				Node client = Node.client(this.rabbit)) {
			Load load = new Load(client.template(), "work", CALLERS, CALL_TIMEOUT).start();
			for (int round = 0; round < rounds; round++) {
				long served = losing.container("work").getCounters().calls();
				Awaitility.await()
					.pollInterval(Duration.ofMillis(5))
					.until(() -> losing.container("work").getCounters().calls() > served + CALLERS);
				losing.cutServerConnection();
			}
			Outcomes outcomes = load.stop(CALL_TIMEOUT);
			long twice = executedTwice();
			logger.info("rounds=%d outcomes=%s executedTwice=%d redelivered=%d late=%d".formatted(rounds, outcomes,
					twice, this.redelivered.get(), client.template().lateReplyCount()));
			assertThat(outcomes.unexpected()).isEmpty();
			assertThat(outcomes.failedCount()).isZero();
			assertThat(losing.serverConnection().reconnectCount()).isGreaterThanOrEqualTo(rounds - 1);
			assertThat(twice).isLessThanOrEqualTo(this.redelivered.get());
		}
	}

	@Test
	void allFunctionsAreServedWhenConnectionsAreLostWhileContainersAttach() {
		int functions = 20;
		Node node = Node.on(this.rabbit)
			.property("rabibridge.reconnect.initial-interval", "1ms")
			.property("rabibridge.reconnect.max-interval", "10ms");
		for (int i = 0; i < functions; i++) {
			node.serve("f" + i, (args, kwargs, context) -> args.get(0));
		}
		try (Node server = node.start(); Node client = Node.client(this.rabbit)) {
			for (int round = 0; round < 100; round++) {
				LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(TimeUnit.MILLISECONDS.toNanos(80)));
				server.cutServerConnection();
			}
			for (int i = 0; i < functions; i++) {
				server.awaitServing("f" + i);
				assertThat(client.template().call("f" + i, Integer.class, i)).isEqualTo(i);
			}
			logger.info("reconnects=" + server.serverConnection().reconnectCount());
			assertThat(FaultBroker.count("list_channels", "pid")).isEqualTo(functions + 2);
		}
	}

	private long executedTwice() {
		return this.executions.values().stream().filter((count) -> count.get() > 1).count();
	}

	private void loseConnections(int rounds, Runnable loss) {
		try (Node server = server().start().awaitServing("work");
				Node client = Node.on(this.rabbit).property("rabibridge.reconnect.max-interval", "500ms").start()) {
			Load first = new Load(client.template(), "work", CALLERS, CALL_TIMEOUT).start();
			first.awaitAnswers(CALLERS * 2);
			assertThat(first.stop(CALL_TIMEOUT).failedCount()).isZero();
			Map<String, Long> threadsBefore = threads();
			int channelsBefore = FaultBroker.count("list_channels", "pid");
			int connectionsBefore = FaultBroker.count("list_connections", "pid");
			Outcomes all = new Outcomes();
			for (int round = 0; round < rounds; round++) {
				Load load = new Load(client.template(), "work", CALLERS, CALL_TIMEOUT).start();
				load.awaitAnswers(CALLERS * 2);
				loss.run();
				load.awaitAnswersAfterNow(CALLERS);
				all.add(load.stop(CALL_TIMEOUT.plusSeconds(5)));
				assertThat(all.unexpected()).isEmpty();
			}
			assertThat(client.template().inFlightCount()).isZero();
			warmUp(client);
			Awaitility.await()
				.atMost(Duration.ofSeconds(45))
				.untilAsserted(
						() -> assertThat(FaultBroker.count("list_connections", "pid")).isEqualTo(connectionsBefore));
			int channelsAfter = FaultBroker.count("list_channels", "pid");
			Awaitility.await()
				.atMost(Duration.ofSeconds(35))
				.untilAsserted(() -> assertThat(server.container("work").getCounters().inFlight()).isZero());
			long twice = executedTwice();
			logger.info("rounds=%d outcomes=%s executedTwice=%d redelivered=%d channels=%d->%d threads=%s->%s"
				.formatted(rounds, all, twice, this.redelivered.get(), channelsBefore, channelsAfter, threadsBefore,
						threads()));
			assertThat(all.answeredCount()).isGreaterThan(rounds * CALLERS);
			assertThat(channelsAfter).isEqualTo(channelsBefore);
			assertThat(server.serverConnection().reconnectCount()).isGreaterThanOrEqualTo(rounds);
			assertThat(twice).isLessThanOrEqualTo(this.redelivered.get());
			Awaitility.await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
				// One thread of a kind may be made only when it is first needed.
				Map<String, Long> now = threads();
				now.forEach((name, count) -> assertThat(count).as("threads %s", name)
					.isLessThanOrEqualTo(Math.max(1, threadsBefore.getOrDefault(name, 0L))));
			});
		}
	}

	private Node server() {
		return Node.on(this.rabbit)
			.property("rabibridge.reconnect.max-interval", "500ms")
			.serve("work", (args, kwargs, context) -> work(args, context));
	}

	private Object work(List<Object> args, RemoteCallContext context) {
		if (context.redelivered()) {
			this.redelivered.incrementAndGet();
		}
		if ((Integer) args.get(0) < 0) {
			return args.get(0);
		}
		this.executions.computeIfAbsent((Integer) args.get(0), (key) -> new AtomicInteger()).incrementAndGet();
		return args.get(0);
	}

	private static void warmUp(Node client) {
		assertThat(client.template()
			.call(RemoteCallRequest.to("work").arg(-1).timeout(Duration.ofSeconds(10)), Integer.class)).isEqualTo(-1);
	}

	/**
	 * Counts live threads of the starter and the client library by the beginning of their
	 * names; idle handler and completion threads come and go.
	 */
	private static Map<String, Long> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.map((name) -> name.replaceAll("[\\d.:]+", "#"))
			.filter((name) -> name.contains("rabibridge") || name.contains("AMQP") || name.contains("amqp"))
			.filter((name) -> !name.startsWith("rabibridge-work-") && !name.startsWith("rabibridge-client-#"))
			.collect(Collectors.groupingBy((name) -> name, TreeMap::new, Collectors.counting()));
	}

}
