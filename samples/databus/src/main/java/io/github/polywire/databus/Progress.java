package io.github.polywire.databus;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * How far the records of each partition have been handed out, and how far that was
 * committed. Offsets here are Kafka's: that of the next record. For one thread at a time.
 */
final class Progress {

	private final Map<TopicPartition, Long> handedOut = new HashMap<>();

	private final Map<TopicPartition, Long> committed = new HashMap<>();

	void handOut(TopicPartition partition, long next) {
		this.handedOut.merge(partition, next, Math::max);
	}

	void commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
		offsets.forEach((partition, offset) -> this.committed.put(partition, offset.offset()));
	}

	/**
	 * Whether a partition has been handed out up to somewhere.
	 * @param partition the partition
	 * @param next where
	 * @return whether it has
	 */
	boolean covers(TopicPartition partition, long next) {
		return this.handedOut.getOrDefault(partition, -1L) >= next;
	}

	/**
	 * What has been handed out and not been committed.
	 * @return what to commit, by partition
	 */
	Map<TopicPartition, OffsetAndMetadata> outstanding() {
		Map<TopicPartition, OffsetAndMetadata> outstanding = new HashMap<>();
		this.handedOut.forEach((partition, next) -> {
			if (next > this.committed.getOrDefault(partition, -1L)) {
				outstanding.put(partition, new OffsetAndMetadata(next));
			}
		});
		return outstanding;
	}

	/**
	 * Forgets partitions that others read from now on.
	 * @param partitions the partitions
	 */
	void forget(Collection<TopicPartition> partitions) {
		this.handedOut.keySet().removeAll(partitions);
		this.committed.keySet().removeAll(partitions);
	}

}
