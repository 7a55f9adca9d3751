package io.github.polywire.rabibridge.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.rabibridge.ContainerState;
import io.github.polywire.rabibridge.RemoteCallConnectionException;
import io.github.polywire.rabibridge.RemoteCallException;
import io.github.polywire.rabibridge.RemoteCallQueueException;
import io.github.polywire.rabibridge.RemoteCallRequest;
import io.github.polywire.rabibridge.RemoteExecutionException;
import io.github.polywire.rabibridge.listener.RemoteCallOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.health.contributor.Status;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Queues and channels go under a running application.
 */
@Timeout(120)
class QueueLossTests {

	private final LocalRabbit rabbit = FaultBroker.get();

	private Connection foreign;

	private Channel channel;

	@BeforeEach
	void connect() throws Exception {
		ConnectionFactory factory = new ConnectionFactory();
		factory.setUri(this.rabbit.uri());
		this.foreign = factory.newConnection();
		this.channel = this.foreign.createChannel();
	}

	@AfterEach
	void disconnect() throws Exception {
		this.foreign.close();
	}

	@Test
	void servesAgainWhenTheQueueWasDeletedAndAnswersTheCallsItHad() throws Exception {
		CountDownLatch open = new CountDownLatch(1);
		CountDownLatch started = new CountDownLatch(1);
		try (Node server = Node.on(this.rabbit).serve("echo", (args, kwargs, context) -> {
			if (args.get(0).equals(-1)) {
				started.countDown();
				open.await();
			}
			return args.get(0);
		}).start().awaitServing("echo"); Node client = Node.client(this.rabbit)) {
			CompletableFuture<Integer> held = client.template().callAsync("echo", Integer.class, -1);
			started.await();
			for (int i = 0; i < 10; i++) {
				this.channel.queueDelete("rpc_async_echo");
				awaitAnswer(client);
			}
			open.countDown();
			assertThat(held).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(-1);
			Awaitility.await().until(() -> server.container("echo").getCounters().inFlight() == 0);
			Awaitility.await()
				.pollDelay(Duration.ZERO)
				.atMost(Duration.ofSeconds(15))
				.until(() -> FaultBroker.count("list_channels", "pid") == 4);
			assertThat(server.container("echo").getCounters().redelivered()).isZero();
		}
	}

	@Test
	void theClientGetsAnotherReplyQueueWhenItsOwnWasDeleted() {
		try (Node server = echo().start().awaitServing("echo"); Node client = Node.client(this.rabbit)) {
			for (int i = 0; i < 2; i++) {
				awaitAnswer(client);
				String replyQueue = this.rabbit.ctl("--quiet", "--no-table-headers", "list_queues", "name")
					.lines()
					.filter((name) -> name.startsWith("amq_"))
					.findFirst()
					.orElseThrow();
				// An exclusive queue is deleted by nobody but its connection and the
				// broker's administrator.
				this.rabbit.ctl("delete_queue", replyQueue);
				awaitAnswer(client);
			}
			assertThat(client.template().inFlightCount()).isZero();
		}
	}

	@Test
	void aQueueWithOtherArgumentsIsToldAndServedWhenItIsStartedAgain() throws Exception {
		try (Node server = echo().start().awaitServing("echo"); Node client = Node.client(this.rabbit)) {
			awaitAnswer(client);
			server.container("echo").stop();
			this.channel.queueDeclare("rpc_async_echo", true, false, false, Map.of("x-max-length", 1));
			try {
				assertThatExceptionOfType(RemoteCallQueueException.class)
					.isThrownBy(() -> server.container("echo").start())
					.withMessageContaining("rpc_async_echo");
				assertThat(server.container("echo").getState()).isEqualTo(ContainerState.FAILED);
				assertThat(server.health().getStatus()).isEqualTo(Status.DOWN);
			}
			finally {
				this.channel.queueDelete("rpc_async_echo");
			}
			server.container("echo").stop();
			server.container("echo").start();
			server.awaitServing("echo");
			awaitAnswer(client);
		}
	}

	@Test
	void aReplyThatTheBrokerRefusesByClosingTheChannelCostsNoOtherCall() {
		eval("application:set_env(rabbit, max_message_size, 100000).");
		try (Node server = Node.on(this.rabbit)
			.serve("echo", (args, kwargs, context) -> args.get(0).equals(0) ? random(200_000) : args.get(0))
			.start()
			.awaitServing("echo"); Node client = Node.client(this.rabbit)) {
			awaitAnswer(client);
			Load load = new Load(client.template(), "echo", 32, Duration.ofSeconds(10)).start();
			for (int i = 0; i < 10; i++) {
				load.awaitAnswersAfterNow(64);
				assertThatExceptionOfType(RemoteExecutionException.class)
					.isThrownBy(() -> client.template().call("echo", byte[].class, 0))
					.withMessageContaining("the broker did not take its reply");
			}
			Outcomes outcomes = load.stop(Duration.ofSeconds(12));
			assertThat(outcomes.unexpected()).isEmpty();
			// Replies on the same channel cannot be told from the one that closed it.
			assertThat(outcomes.failedCount()).isEqualTo(outcomes.failedCount(RemoteExecutionException.class));
			Awaitility.await().until(() -> server.container("echo").getCounters().inFlight() == 0);
			assertThat(server.container("echo").getCounters().redelivered()).isZero();
			assertThat(FaultBroker.sum("list_queues", "messages_unacknowledged")).isZero();
			assertThatExceptionOfType(RemoteCallConnectionException.class)
				.isThrownBy(() -> client.template().call("echo", byte[].class, random(200_000)));
			awaitAnswer(client);
			assertThat(client.clientConnection().reconnectCount()).isZero();
		}
		finally {
			eval("application:set_env(rabbit, max_message_size, 134217728).");
		}
	}

	@Test
	void theOnlyConsumerWhoseChannelTheBrokerClosesIsStartedAgainAndAnswersWhatItHad() throws Exception {
		CountDownLatch open = new CountDownLatch(1);
		AtomicInteger executed = new AtomicInteger();
		try (Node server = holding(open, executed).start().awaitServing("echo");
				Node client = Node.client(this.rabbit)) {
			List<CompletableFuture<Integer>> held = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				held.add(client.template().callAsync("echo", Integer.class, 0));
			}
			Awaitility.await().until(() -> server.container("echo").getCounters().inFlight() == 4);
			consumerChannel(server).basicAck(4711, false);
			// The queue goes with its only consumer, and comes again with it.
			awaitOtherConsumer(server);
			open.countDown();
			held.forEach((call) -> assertThat(call).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(0));
			assertThat(executed).hasValue(4);
			awaitAnswer(client);
			Awaitility.await().until(() -> server.container("echo").getCounters().inFlight() == 0);
			assertThat(server.serverConnection().reconnectCount()).isZero();
		}
	}

	@Test
	void callsOfAConsumerWhoseChannelTheBrokerClosesAreDeliveredToOthers() throws Exception {
		CountDownLatch open = new CountDownLatch(1);
		AtomicInteger executed = new AtomicInteger();
		try (Node server = holding(open, executed).start().awaitServing("echo");
				Node client = Node.client(this.rabbit)) {
			CompletableFuture<Integer> held = client.template().callAsync("echo", Integer.class, 0);
			Awaitility.await().until(() -> executed.get() == 1);
			try (Node other = echo().start().awaitServing("echo")) {
				consumerChannel(server).basicAck(4711, false);
				// Delivered again to either; one of them answers.
				Awaitility.await()
					.until(() -> server.container("echo").getCounters().redelivered()
							+ other.container("echo").getCounters().redelivered() == 1);
				open.countDown();
				assertThat(held).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(0);
				Awaitility.await().until(() -> server.container("echo").getCounters().inFlight() == 0);
				assertThat(executed.get()).isLessThanOrEqualTo(2);
			}
		}
		finally {
			open.countDown();
		}
	}

	private Node holding(CountDownLatch open, AtomicInteger executed) {
		return Node.on(this.rabbit)
			.serve("echo", RemoteCallOptions.defaults().withConcurrency(2), (args, kwargs, context) -> {
				if (args.get(0).equals(0)) {
					executed.incrementAndGet();
					open.await();
				}
				return args.get(0);
			});
	}

	private static void awaitOtherConsumer(Node server) throws Exception {
		Awaitility.await()
			.until(() -> server.container("echo").getState() == ContainerState.RUNNING
					&& consumerChannel(server).isOpen());
	}

	private static Channel consumerChannel(Node server) {
		Object consumer = Awaitility.await()
			.until(() -> ReflectionTestUtils.getField(server.container("echo"), "consumer"), Objects::nonNull);
		return (Channel) ReflectionTestUtils.getField(consumer, "channel");
	}

	private void eval(String expression) {
		this.rabbit.ctl("eval", expression);
	}

	private static byte[] random(int size) {
		byte[] bytes = new byte[size];
		new Random(1).nextBytes(bytes);
		return bytes;
	}

	@Test
	void headersThatHaveNoFormOnTheWireFailOneCallOnly() {
		try (Node server = echo().start().awaitServing("echo"); Node client = Node.client(this.rabbit)) {
			assertThatExceptionOfType(RemoteCallException.class)
				.isThrownBy(() -> client.template()
					.call(RemoteCallRequest.to("echo").arg(1).header("x", new Object()), Integer.class))
				.withMessageContaining("cannot be sent");
			assertThatExceptionOfType(RemoteCallException.class)
				.isThrownBy(() -> client.template()
					.call(RemoteCallRequest.to("echo").arg(1).header("x", "y".repeat(200_000)), Integer.class))
				.withMessageContaining("headers take");
			assertThat(client.template()
				.call(RemoteCallRequest.to("echo").arg(1).timeout(Duration.ofSeconds(2)), Integer.class)).isEqualTo(1);
			assertThat(client.clientConnection().reconnectCount()).isZero();
		}
	}

	private static void awaitAnswer(Node client) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(10))
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(20))
			.ignoreExceptions()
			.until(() -> client.template()
				.call(RemoteCallRequest.to("echo").arg(7).timeout(Duration.ofSeconds(1)), Integer.class) == 7);
	}

	private Node echo() {
		return Node.on(this.rabbit).serve("echo", (args, kwargs, context) -> args.get(0));
	}

}
