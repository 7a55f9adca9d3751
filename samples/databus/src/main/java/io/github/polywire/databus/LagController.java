package io.github.polywire.databus;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells how many records of each topic a group has yet to commit.
 */
@RestController
class LagController {

	static final String PATH = "/v1/consumers/consumergroup/topic-wise-lag";

	private final DatabusKafka kafka;

	private final WireJson json;

	LagController(DatabusKafka kafka, WireJson json) {
		this.kafka = kafka;
		this.json = json;
	}

	@GetMapping(PATH + "/{group}")
	ResponseEntity<byte[]> lag(@PathVariable String group) {
		Admin admin = this.kafka.admin().get();
		Map<TopicPartition, OffsetAndMetadata> committed = Topics
			.await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
		committed.values().removeIf((offset) -> offset == null);
		Map<TopicPartition, ListOffsetsResultInfo> ends = Topics.await(
				admin
					.listOffsets(committed.keySet()
						.stream()
						.collect(Collectors.toMap(Function.identity(), (partition) -> OffsetSpec.latest())))
					.all());
		Map<String, Long> lags = new TreeMap<>();
		ends.forEach((partition, end) -> {
			OffsetAndMetadata offset = committed.get(partition);
			if (offset != null) {
				lags.merge(partition.topic(), Math.max(0, end.offset() - offset.offset()), Long::sum);
			}
		});
		return this.json.answer(lags);
	}

}
