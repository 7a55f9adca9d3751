package io.github.polywire.metricq.listener;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AckWindowTests {

	private final List<String> frames = new ArrayList<>();

	private final AckWindow.Sink sink = new AckWindow.Sink() {

		@Override
		public void acknowledge(long tag) {
			AckWindowTests.this.frames.add("ack " + tag);
		}

		@Override
		public void reject(long tag, boolean requeue) {
			AckWindowTests.this.frames.add((requeue ? "requeue " : "reject ") + tag);
		}

	};

	@Test
	void acknowledgesAtOnceWhatIsLast() throws IOException {
		AckWindow window = window(400, 1);
		window.done(1);
		assertThat(this.frames).containsExactly("ack 1");
		assertThat(window.isSettled()).isTrue();
	}

	@Test
	void acknowledgesManyWithOneFrame() throws IOException {
		AckWindow window = window(400, 250);
		for (int tag = 1; tag <= 250; tag++) {
			window.done(tag);
		}
		assertThat(this.frames).containsExactly("ack 100", "ack 200", "ack 250");
	}

	@Test
	void waitsForWhatCameBefore() throws IOException {
		AckWindow window = window(400, 3);
		window.done(3);
		window.done(2);
		assertThat(this.frames).isEmpty();
		window.done(1);
		assertThat(this.frames).containsExactly("ack 3");
	}

	@Test
	void neverAcknowledgesWhatWasRejected() throws IOException {
		AckWindow window = window(400, 3);
		window.done(1);
		window.reject(3, false);
		window.reject(2, true);
		assertThat(this.frames).containsExactly("reject 3", "requeue 2", "ack 1");
		assertThat(window.isSettled()).isTrue();
	}

	@Test
	void growsBeyondThePrefetch() throws IOException {
		AckWindow window = window(2, 1000);
		for (int tag = 1000; tag >= 1; tag--) {
			window.done(tag);
		}
		assertThat(this.frames).containsExactly("ack 1000");
	}

	private AckWindow window(int prefetch, int deliveries) {
		AckWindow window = new AckWindow(prefetch, this.sink);
		for (int tag = 1; tag <= deliveries; tag++) {
			window.delivered(tag);
		}
		return window;
	}

}
