package io.github.polywire.statsd.client;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.polywire.localbrokers.LineHandler;

/**
 * Keeps the lines that a server reads.
 */
public final class Lines implements LineHandler {

	private final List<String> lines = new CopyOnWriteArrayList<>();

	@Override
	public void line(byte[] bytes, int from, int to) {
		this.lines.add(new String(bytes, from, to - from, StandardCharsets.UTF_8));
	}

	public List<String> all() {
		return this.lines;
	}

}
