package io.github.polywire.dxlstreaming.test;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A consumer instance. Guarded by the lock of the server.
 */
final class FakeConsumer {

	private final String id;

	private final String cookie;

	private final String group;

	private final boolean earliest;

	private final int maxRecords;

	private final Set<String> topics = new LinkedHashSet<>();

	private final Map<String, Long> positions = new HashMap<>();

	FakeConsumer(String id, String cookie, String group, boolean earliest, int maxRecords) {
		this.id = id;
		this.cookie = cookie;
		this.group = group;
		this.earliest = earliest;
		this.maxRecords = maxRecords;
	}

	String id() {
		return this.id;
	}

	String cookie() {
		return this.cookie;
	}

	String group() {
		return this.group;
	}

	boolean startsAtEarliest() {
		return this.earliest;
	}

	int maxRecords() {
		return this.maxRecords;
	}

	Set<String> topics() {
		return this.topics;
	}

	void topics(List<String> names) {
		this.topics.clear();
		this.topics.addAll(names);
	}

	Map<String, Long> positions() {
		return this.positions;
	}

	void forgetPositions() {
		this.positions.clear();
	}

}
