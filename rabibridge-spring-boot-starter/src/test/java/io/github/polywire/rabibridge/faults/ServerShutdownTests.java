package io.github.polywire.rabibridge.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.rabibridge.ContainerState;
import io.github.polywire.rabibridge.RemoteCallContext;
import io.github.polywire.rabibridge.RemoteCallFunction;
import io.github.polywire.rabibridge.RemoteCallRequest;
import io.github.polywire.rabibridge.UnknownRemoteCallException;
import io.github.polywire.rabibridge.client.RemoteCallTemplate;
import io.github.polywire.rabibridge.listener.RemoteCallOptions;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Servers stop while calls are in flight.
 */
@Timeout(120)
class ServerShutdownTests {

	private static final Log logger = LogFactory.getLog(ServerShutdownTests.class);

	private static final int CALLERS = 192;

	private static final Duration CALL_TIMEOUT = Duration.ofSeconds(20);

	private final LocalRabbit rabbit = FaultBroker.get();

	private final Map<Integer, AtomicInteger> executions = new ConcurrentHashMap<>();

	private final AtomicInteger redelivered = new AtomicInteger();

	@Test
	void everyCallIsAnsweredOnceWhenOneOfTwoServersIsRestarted() {
		int restarts = 5;
		try (Node staying = work().start().awaitServing("work"); Node client = Node.client(this.rabbit)) {
			Load load = new Load(client.template(), "work", CALLERS, CALL_TIMEOUT).start();
			for (int i = 0; i < restarts; i++) {
				try (Node leaving = work().start().awaitServing("work")) {
					load.awaitAnswersAfterNow(CALLERS);
					Awaitility.await().until(() -> leaving.container("work").getCounters().calls() >= CALLERS / 2);
				}
			}
			load.awaitAnswersAfterNow(CALLERS);
			Outcomes outcomes = load.stop(CALL_TIMEOUT);
			logger.info("restarts=%d %s twice=%d redelivered=%d late=%d".formatted(restarts, outcomes, twice(),
					this.redelivered.get(), client.template().lateReplyCount()));
			assertThat(outcomes.unexpected()).isEmpty();
			assertThat(outcomes.failedCount()).isZero();
			assertThat(twice()).isLessThanOrEqualTo(this.redelivered.get());
			assertThat(client.template().lateReplyCount()).isZero();
		}
	}

	@Test
	void nothingAcceptedIsLostWhenAllServersStopAtTheSameMoment() throws Exception {
		int rounds = 5;
		int calls = CALLERS;
		try (Node client = Node.client(this.rabbit)) {
			for (int round = 0; round < rounds; round++) {
				CountDownLatch open = new CountDownLatch(1);
				RemoteCallFunction held = (args, kwargs, context) -> {
					open.await();
					return work(args, context);
				};
				RemoteCallOptions few = RemoteCallOptions.defaults().withConcurrency(4);
				Node one = Node.on(this.rabbit).serve("work", few, held).start().awaitServing("work");
				Node other = Node.on(this.rabbit).serve("work", few, held).start().awaitServing("work");
				List<CompletableFuture<Integer>> results = calls(client.template(), calls);
				awaitQueued("rpc_async_work", calls - 16);
				CompletableFuture<Void> oneClosed = CompletableFuture.runAsync(one::close);
				CompletableFuture<Void> otherClosed = CompletableFuture.runAsync(other::close);
				open.countDown();
				assertAllAnswered(results);
				oneClosed.get(30, TimeUnit.SECONDS);
				otherClosed.get(30, TimeUnit.SECONDS);
			}
			assertThat(twice()).isLessThanOrEqualTo(this.redelivered.get());
		}
	}

	@Test
	void theOnlyServerAnswersWhatItsQueueHoldsAndTakesNoMore() throws Exception {
		CountDownLatch open = new CountDownLatch(1);
		Node server = Node.on(this.rabbit)
			.serve("work", RemoteCallOptions.defaults().withConcurrency(2), (args, kwargs, context) -> {
				open.await();
				return work(args, context);
			})
			.start()
			.awaitServing("work");
		try (Node client = Node.client(this.rabbit)) {
			List<CompletableFuture<Integer>> results = calls(client.template(), CALLERS);
			awaitQueued("rpc_async_work", CALLERS - 4);
			CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
			Awaitility.await()
				.untilAsserted(() -> assertThatExceptionOfType(UnknownRemoteCallException.class)
					.isThrownBy(() -> client.template()
						.call(RemoteCallRequest.to("work").arg(-1).timeout(Duration.ofMillis(500)), Integer.class)));
			int accepted = results.size();
			assertThat(results.stream().filter(CompletableFuture::isDone)).isEmpty();
			open.countDown();
			assertAllAnswered(results);
			closed.get(30, TimeUnit.SECONDS);
			logger.info("the only server answered %d before it went".formatted(accepted));
			assertThat(FaultBroker.count("list_queues", "name")).isEqualTo(1);
		}
	}

	@Test
	void aServerThatStartsWhileTheOnlyOneDrainsTakesOver() throws Exception {
		int rounds = 15;
		int unknown = 0;
		try (Node client = Node.client(this.rabbit)) {
			Node current = quick().start().awaitServing("work");
			for (int round = 0; round < rounds; round++) {
				Node leaving = current;
				List<CompletableFuture<Integer>> results = calls(client.template(), 64);
				Node coming = quick();
				CompletableFuture<Void> closed = CompletableFuture.runAsync(leaving::close);
				LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(TimeUnit.MILLISECONDS.toNanos(40)));
				coming.start();
				closed.get(30, TimeUnit.SECONDS);
				coming.awaitServing("work");
				for (CompletableFuture<Integer> result : results) {
					unknown += assertAnsweredOrUnknown(result) ? 0 : 1;
				}
				Awaitility.await()
					.atMost(Duration.ofSeconds(3))
					.ignoreExceptions()
					.until(() -> client.template().call("work", Integer.class, -1) == -1);
				current = coming;
			}
			current.close();
		}
		logger.info("rounds=%d unknown=%d".formatted(rounds, unknown));
	}

	@Test
	void twoServersThatStartAndStopAtRandomNeverLoseTheBinding() throws Exception {
		try (Node one = quick().start().awaitServing("work");
				Node other = quick().start().awaitServing("work");
				Node client = Node.client(this.rabbit)) {
			AtomicBoolean done = new AtomicBoolean();
			CompletableFuture<Integer> first = CompletableFuture.supplyAsync(() -> startAndStop(one, done));
			CompletableFuture<Integer> second = CompletableFuture.supplyAsync(() -> startAndStop(other, done));
			int answered = 0;
			int unknown = 0;
			List<Throwable> lost = new ArrayList<>();
			while (answered < 3000) {
				try {
					client.template()
						.call(RemoteCallRequest.to("work").arg(-1).timeout(Duration.ofSeconds(3)), Integer.class);
					answered++;
				}
				catch (UnknownRemoteCallException ex) {
					unknown++;
				}
				catch (RuntimeException ex) {
					lost.add(ex);
				}
			}
			done.set(true);
			int stops = first.get(30, TimeUnit.SECONDS) + second.get(30, TimeUnit.SECONDS);
			logger.info("stops=%d answered=%d unknown=%d lost=%d".formatted(stops, answered, unknown, lost.size()));
			one.container("work").start();
			other.container("work").start();
			one.awaitServing("work");
			other.awaitServing("work");
			assertThat(client.template().call("work", Integer.class, -1)).isEqualTo(-1);
			assertThat(lost).hasSizeLessThanOrEqualTo(stops / 20);
		}
	}

	private static int startAndStop(Node node, AtomicBoolean done) {
		int stops = 0;
		while (!done.get()) {
			node.container("work").stop();
			stops++;
			LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(TimeUnit.MILLISECONDS.toNanos(20)));
			node.container("work").start();
			node.awaitServing("work");
			LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(TimeUnit.MILLISECONDS.toNanos(60)));
		}
		return stops;
	}

	@Test
	void aForeignConsumerKeepsQueueAndBinding() throws Exception {
		ConnectionFactory factory = new ConnectionFactory();
		factory.setUri(this.rabbit.uri());
		try (Connection connection = factory.newConnection();
				Channel channel = connection.createChannel();
				Node client = Node.client(this.rabbit)) {
			Node server = quick().start().awaitServing("work");
			byte[] reply = { (byte) 0x92, 0, 7 };
			channel.basicConsume("rpc_async_work", false, (tag, delivery) -> {
				channel.basicPublish("", delivery.getProperties().getReplyTo(),
						new AMQP.BasicProperties.Builder().correlationId(delivery.getProperties().getCorrelationId())
							.build(),
						reply);
				channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
			}, (tag) -> {
			});
			server.close();
			assertThat(client.template().call("work", Integer.class, 1)).isEqualTo(7);
		}
	}

	@Test
	void aHandlerThatHangsIsInterruptedAndItsCallGoesToTheOtherServer() throws Exception {
		CountDownLatch interrupted = new CountDownLatch(1);
		CountDownLatch started = new CountDownLatch(1);
		AtomicInteger startedHere = new AtomicInteger();
		Node hanging = Node.on(this.rabbit)
			.property("rabibridge.server.shutdown-timeout", "1s")
			.serve("work", RemoteCallOptions.defaults().withConcurrency(1), (args, kwargs, context) -> {
				startedHere.incrementAndGet();
				started.countDown();
				try {
					new CountDownLatch(1).await();
				}
				catch (InterruptedException ex) {
					interrupted.countDown();
					throw ex;
				}
				return null;
			})
			.start()
			.awaitServing("work");
		try (Node client = Node.client(this.rabbit)) {
			CompletableFuture<Integer> first = client.template().callAsync("work", Integer.class, 1);
			started.await();
			// Fetched, and waits behind the first.
			CompletableFuture<Integer> second = client.template().callAsync("work", Integer.class, 2);
			Awaitility.await().until(() -> hanging.container("work").getCounters().inFlight() == 2);
			try (Node other = work().start().awaitServing("work")) {
				long before = System.nanoTime();
				hanging.container("work").stop();
				assertThat(Duration.ofNanos(System.nanoTime() - before)).isBetween(Duration.ofMillis(900),
						Duration.ofMillis(2500));
				assertThat(interrupted.await(1, TimeUnit.SECONDS)).isTrue();
				assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(1);
				assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(2);
				assertThat(other.container("work").getCounters().redelivered()).isEqualTo(2);
				assertThat(startedHere).hasValue(1);
				assertThat(hanging.container("work").getCounters().inFlight()).isZero();
			}
		}
		finally {
			hanging.close();
		}
	}

	@Test
	void callersOfTheOnlyServerAreToldWhenItsTimeToStopIsUp() throws Exception {
		CountDownLatch started = new CountDownLatch(1);
		Node hanging = Node.on(this.rabbit)
			.property("rabibridge.server.shutdown-timeout", "300ms")
			.serve("work", RemoteCallOptions.defaults().withConcurrency(1), (args, kwargs, context) -> {
				started.countDown();
				new CountDownLatch(1).await();
				return null;
			})
			.start()
			.awaitServing("work");
		try (Node client = Node.client(this.rabbit)) {
			CompletableFuture<Integer> first = client.template().callAsync("work", Integer.class, 1);
			started.await();
			CompletableFuture<Integer> second = client.template().callAsync("work", Integer.class, 2);
			Awaitility.await().until(() -> hanging.container("work").getCounters().inFlight() == 2);
			hanging.close();
			assertThat(first).failsWithin(Duration.ofSeconds(2))
				.withThrowableThat()
				.withMessageContaining("InterruptedException");
			assertThat(second).failsWithin(Duration.ofSeconds(2))
				.withThrowableThat()
				.withMessageContaining("The server stopped before it executed the call");
		}
	}

	@Test
	void aPausedContainerHarmsNoOther() throws Exception {
		try (Node one = quick().start().awaitServing("work");
				Node other = quick().start().awaitServing("work");
				Node client = Node.client(this.rabbit)) {
			one.container("work").pause();
			assertAllAnswered(calls(client.template(), 32));
			one.container("work").resume();
			one.awaitServing("work");
			assertAllAnswered(calls(client.template(), 32));
			one.container("work").pause();
			one.container("work").stop();
			assertThat(one.container("work").getState()).isEqualTo(ContainerState.STOPPED);
			assertAllAnswered(calls(client.template(), 32));
			other.container("work").pause();
			assertThatExceptionOfType(UnknownRemoteCallException.class)
				.isThrownBy(() -> client.template().call("work", Integer.class, 1));
			other.container("work").resume();
			other.awaitServing("work");
			assertAllAnswered(calls(client.template(), 32));
		}
	}

	@Test
	void aCallThatIsExecutedOverPauseAndResumeIsNotExecutedTwice() throws Exception {
		CountDownLatch open = new CountDownLatch(1);
		CountDownLatch started = new CountDownLatch(1);
		try (Node server = Node.on(this.rabbit).serve("work", (args, kwargs, context) -> {
			started.countDown();
			open.await();
			return work(args, context);
		}).start().awaitServing("work"); Node client = Node.client(this.rabbit)) {
			CompletableFuture<Integer> result = client.template().callAsync("work", Integer.class, 1);
			started.await();
			// Another consumer, so that the queue outlives the pause.
			try (Node other = quick().start().awaitServing("work")) {
				server.container("work").pause();
				server.container("work").resume();
				server.awaitServing("work");
				assertAllAnswered(calls(other.template(), 1));
				open.countDown();
				assertThat(result.get(10, TimeUnit.SECONDS)).isEqualTo(1);
			}
			assertThat(this.redelivered).hasValue(0);
		}
	}

	@Test
	void aContextSurvivesStopAndStart() throws Exception {
		try (Node server = quick().start().awaitServing("work"); Node client = Node.client(this.rabbit)) {
			for (int i = 0; i < 3; i++) {
				assertAllAnswered(calls(client.template(), 8));
				assertAllAnswered(calls(server.template(), 8));
				server.context().stop();
				assertThat(server.container("work").getState()).isEqualTo(ContainerState.STOPPED);
				assertThat(server.serverConnection().session()).isNull();
				server.context().start();
				server.awaitServing("work");
			}
			assertAllAnswered(calls(client.template(), 8));
			assertAllAnswered(calls(server.template(), 8));
		}
	}

	private Node work() {
		return Node.on(this.rabbit).serve("work", (args, kwargs, context) -> work(args, context));
	}

	private Node quick() {
		return Node.on(this.rabbit).serve("work", (args, kwargs, context) -> args.get(0));
	}

	private Object work(List<Object> args, RemoteCallContext context) {
		if (context.redelivered()) {
			this.redelivered.incrementAndGet();
		}
		LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
		this.executions.computeIfAbsent((Integer) args.get(0), (key) -> new AtomicInteger()).incrementAndGet();
		return args.get(0);
	}

	private long twice() {
		return this.executions.values().stream().filter((count) -> count.get() > 1).count();
	}

	private List<CompletableFuture<Integer>> calls(RemoteCallTemplate template, int count) {
		List<CompletableFuture<Integer>> results = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			results.add(template.callAsync("work", Integer.class, ThreadLocalRandom.current().nextInt(1 << 30)));
		}
		return results;
	}

	private static void assertAllAnswered(List<CompletableFuture<Integer>> results) {
		assertThat(CompletableFuture.allOf(results.toArray(CompletableFuture[]::new)))
			.succeedsWithin(CALL_TIMEOUT.plusSeconds(2));
	}

	private static boolean assertAnsweredOrUnknown(CompletableFuture<Integer> result) throws Exception {
		try {
			result.get(CALL_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
			return true;
		}
		catch (ExecutionException ex) {
			assertThat(ex).hasCauseInstanceOf(UnknownRemoteCallException.class);
			return false;
		}
	}

	private void awaitQueued(String queue, int count) throws Exception {
		ConnectionFactory factory = new ConnectionFactory();
		factory.setUri(this.rabbit.uri());
		try (Connection connection = factory.newConnection(); Channel channel = connection.createChannel()) {
			Awaitility.await()
				.pollInterval(Duration.ofMillis(10))
				.until(() -> channel.queueDeclarePassive(queue).getMessageCount() >= count);
		}
	}

}
