package io.github.polywire.dxlstreaming.test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import io.github.polywire.dxlstreaming.DxlRawRecord;
import org.jspecify.annotations.Nullable;

/**
 * Topics, groups and consumers in memory. Thread-safe.
 */
final class FakeStreams {

	private static final int DEFAULT_MAX_RECORDS = 500;

	private final ReentrantLock lock = new ReentrantLock();

	private final int partitions;

	private final Map<String, List<List<DxlRawRecord>>> topics = new LinkedHashMap<>();

	private final Map<String, FakeGroup> groups = new HashMap<>();

	private final Map<String, FakeConsumer> consumers = new HashMap<>();

	private int created;

	FakeStreams(int partitions) {
		this.partitions = partitions;
	}

	<T extends @Nullable Object> T locked(Supplier<T> action) {
		this.lock.lock();
		try {
			return action.get();
		}
		finally {
			this.lock.unlock();
		}
	}

	DxlRawRecord append(String topic, @Nullable String key, Map<String, String> headers, @Nullable String payload) {
		return locked(() -> {
			List<List<DxlRawRecord>> all = partitions(topic);
			int partition = Math.floorMod((key != null) ? key.hashCode() : 0, this.partitions);
			List<DxlRawRecord> log = all.get(partition);
			DxlRawRecord record = new DxlRawRecord(topic, key, headers, payload, partition, log.size());
			log.add(record);
			return record;
		});
	}

	DxlRawRecord appendText(String topic, @Nullable String key, Map<String, String> headers, String text) {
		return append(topic, key, headers, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
	}

	List<DxlRawRecord> records(String topic) {
		return locked(() -> {
			List<DxlRawRecord> all = new ArrayList<>();
			this.topics.getOrDefault(topic, List.of()).forEach(all::addAll);
			return all;
		});
	}

	private List<List<DxlRawRecord>> partitions(String topic) {
		return this.topics.computeIfAbsent(topic, (absent) -> {
			List<List<DxlRawRecord>> made = new ArrayList<>();
			for (int i = 0; i < this.partitions; i++) {
				made.add(new ArrayList<>());
			}
			return made;
		});
	}

	FakeConsumer create(String group, Map<String, String> configs) {
		return locked(() -> {
			String max = configs.get("max.poll.records");
			FakeConsumer consumer = new FakeConsumer(UUID.randomUUID().toString(), UUID.randomUUID().toString(), group,
					"earliest".equals(configs.get("auto.offset.reset")),
					(max != null) ? Integer.parseInt(max) : DEFAULT_MAX_RECORDS);
			this.consumers.put(consumer.id(), consumer);
			this.groups.computeIfAbsent(group, (absent) -> new FakeGroup()).add(consumer);
			this.created++;
			return consumer;
		});
	}

	@Nullable FakeConsumer consumer(String id) {
		return locked(() -> this.consumers.get(id));
	}

	void subscribe(FakeConsumer consumer, List<String> names) {
		locked(() -> {
			names.forEach(this::partitions);
			consumer.topics(names);
			FakeGroup group = group(consumer);
			group.rebalance();
			// As a databus does: the position at which a group begins is its first
			// commit.
			names.forEach((topic) -> commitStart(consumer, group, topic));
			return null;
		});
	}

	private void commitStart(FakeConsumer consumer, FakeGroup group, String topic) {
		for (int partition = 0; partition < this.partitions; partition++) {
			if (group.committed(topic, partition) == null) {
				int size = partitions(topic).get(partition).size();
				group.commit(topic, partition, consumer.startsAtEarliest() ? -1 : size - 1L);
			}
		}
	}

	List<DxlRawRecord> poll(FakeConsumer consumer) {
		return locked(() -> {
			List<DxlRawRecord> polled = new ArrayList<>();
			FakeGroup group = group(consumer);
			for (String topic : consumer.topics()) {
				for (int partition = 0; partition < this.partitions; partition++) {
					if (group.owns(consumer, topic, partition)) {
						take(consumer, group, topic, partition, polled);
					}
				}
			}
			return polled;
		});
	}

	private void take(FakeConsumer consumer, FakeGroup group, String topic, int partition, List<DxlRawRecord> polled) {
		List<DxlRawRecord> log = partitions(topic).get(partition);
		String place = topic + '-' + partition;
		Long committed = group.committed(topic, partition);
		long next = consumer.positions().getOrDefault(place, (committed != null) ? committed + 1 : 0);
		while (next < log.size() && polled.size() < consumer.maxRecords()) {
			polled.add(log.get((int) next));
			next++;
		}
		consumer.positions().put(place, next);
	}

	void commit(FakeConsumer consumer, String topic, int partition, long offset) {
		locked(() -> {
			group(consumer).commit(topic, partition, offset);
			return null;
		});
	}

	void remove(FakeConsumer consumer) {
		locked(() -> {
			this.consumers.remove(consumer.id());
			group(consumer).remove(consumer);
			return null;
		});
	}

	void removeAll() {
		locked(() -> {
			List.copyOf(this.consumers.values()).forEach(this::remove);
			return null;
		});
	}

	private FakeGroup group(FakeConsumer consumer) {
		return this.groups.computeIfAbsent(consumer.group(), (absent) -> new FakeGroup());
	}

	long committedRecords(String group, String topic) {
		return locked(() -> {
			FakeGroup found = this.groups.get(group);
			long sum = 0;
			for (int partition = 0; found != null && partition < this.partitions; partition++) {
				Long offset = found.committed(topic, partition);
				sum += (offset != null) ? offset + 1 : 0;
			}
			return sum;
		});
	}

	Map<String, Long> lags(String group) {
		return locked(() -> {
			FakeGroup found = this.groups.get(group);
			return (found != null) ? found.lags(this.topics) : Map.of();
		});
	}

	int livingConsumers() {
		return locked(this.consumers::size);
	}

	int createdConsumers() {
		return locked(() -> this.created);
	}

}
