package io.github.polywire.showcase.page;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.polywire.showcase.HttpAnswer;
import io.github.polywire.showcase.ShowcaseApplication;
import org.apache.catalina.core.StandardContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.UseMainMethod;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the stream of events that the page is made of.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, useMainMethod = UseMainMethod.ALWAYS,
		classes = { ShowcaseApplication.class, LiveTests.Configuration.class },
		properties = "showcase.page.patience=2s")
class LiveTests {

	@LocalServerPort
	private int port;

	@Autowired
	private ServletWebServerApplicationContext context;

	@Autowired
	private LiveFeed feed;

	@Autowired
	private LargePanel panel;

	private final List<LiveStream> streams = new ArrayList<>();

	@AfterEach
	void closeStreams() throws Exception {
		for (LiveStream stream : this.streams) {
			stream.close();
		}
		Awaitility.await().until(() -> this.feed.clientCount() == 0);
		// The server would wait for the rest when it is stopped.
		StandardContext server = (StandardContext) ((TomcatWebServer) this.context.getWebServer()).getTomcat()
			.getHost()
			.findChildren()[0];
		Awaitility.await().until(() -> server.getInProgressAsyncCount() == 0);
	}

	@Test
	void tellsOfEachNetwork() throws Exception {
		LiveStream stream = read();
		Awaitility.await().untilAsserted(() -> {
			assertThat(stream.latest("rabibridge").at("/content/functions").valueStream())
				.anySatisfy((function) -> assertThat(function.path("id").asString()).isEqualTo("async_fibonacci"));
			assertThat(stream.latest("natsmicro").at("/content/instances/0/endpoints").valueStream())
				.anySatisfy((endpoint) -> assertThat(endpoint.path("subject").asString()).isEqualTo("showcase.sum"));
		});
		assertThat(stream.latest("rabibridge").at("/connection/status").asString()).isEqualTo("up");
		assertThat(stream.latest("rabibridge").at("/connection/text").asString())
			.matches("Connected to RabbitMQ at \\S+:\\d+\\.");
		assertThat(stream.latest("natsmicro").at("/connection/text").asString())
			.matches("Connected to NATS at \\S+:\\d+\\.");
		assertThat(stream.head()).startsWith("HTTP/1.1 200").contains("text/event-stream", "no-store");
	}

	@Test
	void eventsGoOn() throws Exception {
		LiveStream stream = read();
		for (int i = 0; i < 2; i++) {
			Awaitility.await().until(() -> !stream.latest("rabibridge").isMissingNode());
			stream.forget();
		}
	}

	@Test
	void nothingIsReadWhileNobodyLooks() throws Exception {
		LiveStream stream = read();
		Awaitility.await().until(() -> !stream.latest("large").isMissingNode());
		closeStreams();
		// A reading may have been under way.
		Awaitility.await().during(Duration.ofMillis(200)).until(() -> this.panel.readings.getAndSet(0) == 0);
		Awaitility.await().during(Duration.ofSeconds(2)).until(() -> this.panel.readings.get() == 0);
	}

	@Test
	void pageThatReadsNothingIsDroppedAndHoldsUpNoOther() throws Exception {
		this.panel.size = 4_000_000;
		try {
			this.streams.add(LiveStream.unread(this.port));
			LiveStream stream = read();
			Awaitility.await().until(() -> this.feed.clientCount() == 2);
			Awaitility.await().untilAsserted(() -> assertThat(this.feed.clientCount()).isOne());
			for (int i = 0; i < 2; i++) {
				stream.forget();
				Awaitility.await().until(() -> stream.latest("large").at("/content").asString().length() == 4_000_000);
			}
			assertThat(stream.isEnded()).isFalse();
		}
		finally {
			this.panel.size = 1;
		}
	}

	@Test
	void pagesAreBoundedAndCostNoThreads() throws Exception {
		// Has the threads started that serve requests anyhow.
		HttpAnswer.get(url("/api/nothing"));
		int threads = ManagementFactory.getThreadMXBean().getThreadCount();
		for (int i = 0; i < LiveFeed.MAX_CLIENTS; i++) {
			int open = i + 1;
			this.streams.add(LiveStream.unread(this.port));
			Awaitility.await()
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(2))
				.until(() -> this.feed.clientCount() == open);
		}
		assertThat(ManagementFactory.getThreadMXBean().getThreadCount()).isLessThan(threads + LiveFeed.MAX_CLIENTS / 2);
		HttpAnswer.get(url("/api/live")).assertProblem(503, "There are 64 open pages already; close one of them.");
		this.streams.remove(0).close();
		Awaitility.await().until(() -> !this.feed.isFull());
		LiveStream stream = read();
		Awaitility.await().until(() -> !stream.latest("rabibridge").isMissingNode());
	}

	@Test
	void pagesEndWithTheFeed() throws Exception {
		LiveStream stream = read();
		Awaitility.await().until(() -> !stream.latest("rabibridge").isMissingNode());
		this.feed.stop();
		try {
			assertThat(this.feed.clientCount()).isZero();
			Awaitility.await().until(stream::isEnded);
			LiveStream late = read();
			Awaitility.await().until(late::isEnded);
		}
		finally {
			this.feed.start();
		}
		LiveStream again = read();
		Awaitility.await().until(() -> !again.latest("rabibridge").isMissingNode());
	}

	@Test
	void panelThatFailsHoldsUpNoOther() throws Exception {
		this.panel.fails = true;
		try {
			LiveStream stream = read();
			Awaitility.await()
				.until(() -> this.panel.readings.get() > 0 && !stream.latest("rabibridge").isMissingNode());
			assertThat(stream.latest("large").isMissingNode()).isTrue();
			this.panel.fails = false;
			Awaitility.await().until(() -> !stream.latest("large").isMissingNode());
		}
		finally {
			this.panel.fails = false;
		}
	}

	private LiveStream read() throws Exception {
		LiveStream stream = LiveStream.read(this.port);
		this.streams.add(stream);
		return stream;
	}

	private String url(String path) {
		return "http://localhost:" + this.port + path;
	}

	/**
	 * A panel of any size.
	 */
	static class LargePanel implements Panel {

		private final AtomicInteger readings = new AtomicInteger();

		private volatile int size = 1;

		private volatile boolean fails;

		@Override
		public String name() {
			return "large";
		}

		@Override
		public Reading read() {
			this.readings.incrementAndGet();
			if (this.fails) {
				throw new IllegalStateException("As the test wants it");
			}
			return new Reading(new ConnectionState(ConnectionState.Status.UP, "A test."), "a".repeat(this.size));
		}

	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Configuration {

		@Bean
		LargePanel largePanel() {
			return new LargePanel();
		}

	}

}
