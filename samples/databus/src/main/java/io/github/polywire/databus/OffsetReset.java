package io.github.polywire.databus;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a group starts that has committed nothing.
 */
enum OffsetReset {

	EARLIEST {

		@Override
		Map<TopicPartition, Long> starts(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
			return consumer.beginningOffsets(partitions);
		}

	},

	LATEST {

		@Override
		Map<TopicPartition, Long> starts(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
			return consumer.endOffsets(partitions);
		}

	},

	/** Nowhere: polls fail. */
	NONE {

		@Override
		Map<TopicPartition, Long> starts(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
			return Map.of();
		}

	};

	abstract Map<TopicPartition, Long> starts(Consumer<?, ?> consumer, Collection<TopicPartition> partitions);

	String wireName() {
		return name().toLowerCase(Locale.ROOT);
	}

	static OffsetReset parse(String text) {
		for (OffsetReset reset : values()) {
			if (reset.wireName().equals(text)) {
				return reset;
			}
		}
		throw DatabusException.badRequest("auto.offset.reset must be latest, earliest or none");
	}

}
