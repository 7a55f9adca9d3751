package io.github.polywire.dxlstreaming.test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.polywire.dxlstreaming.DxlRawRecord;
import org.jspecify.annotations.Nullable;

/**
 * A consumer group: its members share the partitions of each topic. Guarded by the lock
 * of the server.
 */
final class FakeGroup {

	private final Map<String, Map<Integer, Long>> committed = new HashMap<>();

	private final Map<String, FakeConsumer> members = new LinkedHashMap<>();

	void add(FakeConsumer consumer) {
		this.members.put(consumer.id(), consumer);
	}

	void remove(FakeConsumer consumer) {
		this.members.remove(consumer.id());
		rebalance();
	}

	/** Lets all members begin anew at what is committed. */
	void rebalance() {
		this.members.values().forEach(FakeConsumer::forgetPositions);
	}

	boolean owns(FakeConsumer consumer, String topic, int partition) {
		List<FakeConsumer> subscribed = new ArrayList<>();
		for (FakeConsumer member : this.members.values()) {
			if (member.topics().contains(topic)) {
				subscribed.add(member);
			}
		}
		return !subscribed.isEmpty() && subscribed.get(partition % subscribed.size()) == consumer;
	}

	@Nullable Long committed(String topic, int partition) {
		return this.committed.getOrDefault(topic, Map.of()).get(partition);
	}

	void commit(String topic, int partition, long offset) {
		this.committed.computeIfAbsent(topic, (absent) -> new HashMap<>()).merge(partition, offset, Math::max);
	}

	Map<String, Long> lags(Map<String, List<List<DxlRawRecord>>> topics) {
		Map<String, Long> lags = new HashMap<>();
		topics.forEach((topic, partitions) -> this.committed.getOrDefault(topic, Map.of())
			.forEach((partition, offset) -> lags.merge(topic, partitions.get(partition).size() - offset - 1,
					Long::sum)));
		return lags;
	}

}
