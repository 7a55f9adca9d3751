package io.github.polywire.databus;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Which records have been handled. A record may be named twice, and in any order.
 *
 * @param offsets the records
 */
record CommitRequest(@Nullable List<Position> offsets) {

	/**
	 * What to tell Kafka.
	 * @return by partition, the offset after that of the last record
	 * @throws DatabusException if something is missing
	 */
	Map<TopicPartition, OffsetAndMetadata> toKafka() {
		if (this.offsets == null) {
			throw DatabusException.badRequest("A commit needs offsets");
		}
		Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
		for (Position position : this.offsets) {
			if (position == null || position.topic() == null || position.partition() < 0 || position.offset() < 0) {
				throw DatabusException.badRequest("An offset needs a topic, a partition and an offset");
			}
			next.merge(new TopicPartition(position.topic(), position.partition()),
					new OffsetAndMetadata(position.offset() + 1),
					(one, other) -> (one.offset() > other.offset()) ? one : other);
		}
		return next;
	}

	/**
	 * Where a record is.
	 *
	 * @param topic its topic
	 * @param partition its partition
	 * @param offset its own offset
	 */
	record Position(@Nullable String topic, int partition, long offset) {

	}

}
