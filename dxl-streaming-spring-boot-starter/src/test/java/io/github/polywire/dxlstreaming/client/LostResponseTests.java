package io.github.polywire.dxlstreaming.client;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.github.polywire.dxlstreaming.Channel;
import io.github.polywire.dxlstreaming.Contexts;
import io.github.polywire.dxlstreaming.DxlStreamChannelFactory;
import io.github.polywire.dxlstreaming.OffsetReset;
import io.github.polywire.dxlstreaming.RawService;
import io.github.polywire.dxlstreaming.Records;
import io.github.polywire.dxlstreaming.ResponseTooLargeException;
import io.github.polywire.dxlstreaming.TemporaryException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Answers to polls that break, never end, or are too large.
 */
@Timeout(60)
class LostResponseTests {

	private static final String POLL = "GET records";

	private final AtomicInteger polls = new AtomicInteger();

	private static Channel channel(AnnotationConfigApplicationContext context, OffsetReset offset) {
		DxlStreamChannelFactory factory = context.getBean(DxlStreamChannelFactory.class);
		Channel channel = factory.create(factory.options("g").offset(offset).build());
		channel.subscribe("t");
		return channel;
	}

	private static List<String> steps(RawService service) {
		return service.requests()
			.stream()
			.map((line) -> line.substring(0, line.indexOf(' ')) + " " + line.substring(line.lastIndexOf('/') + 1))
			.toList();
	}

	private void cutFirst(String line, OutputStream out, String part) throws IOException {
		if (RawService.answerUsual(line, out)) {
			return;
		}
		if (this.polls.getAndIncrement() == 0) {
			out.write(part.getBytes(StandardCharsets.UTF_8));
			out.flush();
			throw new IOException("cut");
		}
		RawService.write(out, Records.of(0, 1));
	}

	@Test
	void cutInTheMiddleIsPolledAgainByANewConsumer() throws IOException {
		try (RawService service = RawService
			.start((line, out) -> cutFirst(line, out, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"rec"));
				AnnotationConfigApplicationContext context = Contexts.start(service.url());
				Channel channel = channel(context, OffsetReset.EARLIEST)) {
			assertThat(channel.consume()).hasSize(1);
			assertThat(steps(service)).containsExactly("GET login", "POST consumers", "POST subscription", POLL,
					"DELETE I", "POST consumers", "POST subscription", POLL);
		}
	}

	@Test
	void closedBeforeTheAnswerIsNotSentAgainByTheHttpClient() throws IOException {
		try (RawService service = RawService.start((line, out) -> cutFirst(line, out, ""));
				AnnotationConfigApplicationContext context = Contexts.start(service.url());
				Channel channel = channel(context, OffsetReset.EARLIEST)) {
			channel.setRetryOnFail(false);
			assertThatExceptionOfType(TemporaryException.class).isThrownBy(channel::consume);
			assertThat(this.polls).hasValue(1);
			assertThat(channel.consume()).hasSize(1);
			assertThat(steps(service).subList(4, 8)).containsExactly("DELETE I", "POST consumers", "POST subscription",
					POLL);
		}
	}

	@Test
	void withLatestAndNothingCommittedTheConsumerIsKept() throws IOException {
		try (RawService service = RawService.start((line, out) -> cutFirst(line, out, ""));
				AnnotationConfigApplicationContext context = Contexts.start(service.url());
				Channel channel = channel(context, OffsetReset.LATEST)) {
			assertThat(channel.consume()).hasSize(1);
			assertThat(steps(service)).containsExactly("GET login", "POST consumers", "POST subscription", POLL, POLL);
			channel.commit();
			this.polls.set(0);
			assertThat(channel.consume()).hasSize(1);
			assertThat(steps(service).subList(5, 11)).containsExactly("POST offsets", POLL, "DELETE I",
					"POST consumers", "POST subscription", POLL);
		}
	}

	@Test
	void tooLargeIsNotRead() throws IOException {
		AtomicInteger written = new AtomicInteger();
		try (RawService service = RawService.start((line, out) -> {
			if (!RawService.answerUsual(line, out)) {
				out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(StandardCharsets.UTF_8));
				byte[] chunk = ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.UTF_8);
				for (int i = 0; i < 800; i++) {
					out.write(chunk);
					written.addAndGet(0x10000);
				}
			}
		});
				AnnotationConfigApplicationContext context = Contexts.start(service.url(),
						"dxl.streaming.max-response-size=1MB");
				Channel channel = channel(context, OffsetReset.EARLIEST)) {
			assertThatExceptionOfType(ResponseTooLargeException.class).isThrownBy(channel::consume)
				.withMessageContaining("max-response-size");
			assertThat(written.get()).isLessThan(50 << 20);
		}
	}

	@Test
	void neverEndingIsCutByTheTimeout() throws IOException {
		try (RawService service = RawService.start((line, out) -> {
			if (!RawService.answerUsual(line, out)) {
				out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(StandardCharsets.UTF_8));
				while (true) {
					out.write("1\r\n \r\n".getBytes(StandardCharsets.UTF_8));
					out.flush();
					LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
				}
			}
		});
				AnnotationConfigApplicationContext context = Contexts.start(service.url(),
						"dxl.streaming.read-timeout=300ms", "dxl.streaming.consumer.retry-on-fail=false");
				Channel channel = channel(context, OffsetReset.EARLIEST)) {
			assertThatExceptionOfType(TemporaryException.class).isThrownBy(channel::consume)
				.withMessageContaining("read-timeout");
		}
	}

	@Test
	void silenceIsEndedByTheTimeout() throws IOException {
		try (RawService service = RawService.start(RawService::answerUsual);
				AnnotationConfigApplicationContext context = Contexts.start(service.url(),
						"dxl.streaming.read-timeout=300ms", "dxl.streaming.consumer.retry-on-fail=false");
				Channel channel = channel(context, OffsetReset.EARLIEST)) {
			assertThatExceptionOfType(TemporaryException.class).isThrownBy(channel::consume)
				.withMessageContaining("SocketTimeoutException");
		}
	}

}
