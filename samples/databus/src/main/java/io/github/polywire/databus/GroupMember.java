package io.github.polywire.databus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import tools.jackson.databind.JsonNode;

/**
 * A member of a consumer group at Kafka. For one thread at a time, except
 * {@link #wakeUp()}.
 * <p>
 * Members have to call Kafka so that their group can change, and peers call the databus
 * when they please. So somebody else calls {@link #takePart()} meanwhile, with all
 * partitions paused. It does nothing while records are out with the peer: their
 * partitions stay here until they are committed, or the instance is given up.
 */
final class GroupMember {

	private static final Duration SLICE = Duration.ofMillis(100);

	private static final Duration COMMIT_PATIENCE = Duration.ofSeconds(10);

	private final Consumer<byte[], byte[]> consumer;

	private final ConsumerSettings settings;

	private final Progress progress = new Progress();

	// Starting positions that have yet to be committed.
	private final Map<TopicPartition, OffsetAndMetadata> starts = new HashMap<>();

	private RecordFilter filter = RecordFilter.ALL;

	private boolean joined;

	private boolean paused;

	GroupMember(Consumer<byte[], byte[]> consumer, ConsumerSettings settings) {
		this.consumer = consumer;
		this.settings = settings;
	}

	/**
	 * Subscribes instead of what was subscribed before, and joins the group.
	 * @param topics the topics, which exist
	 * @param filter which of their records to hand out
	 * @param patience how long to wait until the group has formed; if it takes longer,
	 * that goes on later
	 */
	void subscribe(Collection<String> topics, RecordFilter filter, Duration patience) {
		this.filter = filter;
		if (!Set.copyOf(topics).equals(this.consumer.subscription())) {
			this.joined = false;
			this.consumer.subscribe(topics, new Assignment());
		}
		long begun = System.nanoTime();
		while (!(this.joined && this.starts.isEmpty()) && System.nanoTime() - begun < patience.toNanos()) {
			pollPaused(SLICE);
		}
	}

	Set<String> subscription() {
		return this.consumer.subscription();
	}

	void filter(Map<String, Map<String, JsonNode>> topics) {
		this.filter = new RecordFilter(topics, this.filter.inPayload());
	}

	/**
	 * Waits for records.
	 * @param timeout how long
	 * @param filtered whether to leave out those that the filter does not want
	 * @param giveWay says when to wait no longer
	 * @return the records, empty if none came in time
	 */
	List<ConsumerRecord<byte[], byte[]>> poll(Duration timeout, boolean filtered, BooleanSupplier giveWay) {
		if (this.settings.autoCommit()) {
			commitHandedOut();
		}
		commitStarts();
		long begun = System.nanoTime();
		while (true) {
			long left = timeout.toNanos() - (System.nanoTime() - begun);
			Duration slice = Duration.ofNanos(Math.max(0, Math.min(left, SLICE.toNanos())));
			List<ConsumerRecord<byte[], byte[]>> records = hand(pollResumed(slice), filtered);
			if (!records.isEmpty() || left <= 0 || giveWay.getAsBoolean()) {
				return records;
			}
		}
	}

	private ConsumerRecords<byte[], byte[]> pollResumed(Duration time) {
		this.paused = false;
		this.consumer.resume(this.consumer.paused());
		return this.consumer.poll(time);
	}

	private void pollPaused(Duration time) {
		commitStarts();
		this.paused = true;
		this.consumer.pause(this.consumer.assignment());
		try {
			this.consumer.poll(time);
		}
		catch (InvalidOffsetException ex) {
			// The peer is told when it polls.
		}
	}

	private List<ConsumerRecord<byte[], byte[]>> hand(ConsumerRecords<byte[], byte[]> polled, boolean filtered) {
		List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>(polled.count());
		for (ConsumerRecord<byte[], byte[]> record : polled) {
			if (!filtered || this.filter.accepts(record)) {
				records.add(record);
				this.progress.handOut(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
			}
		}
		return records;
	}

	/**
	 * Commits offsets, as far as their partitions are still read by this member: those of
	 * others have to do with them only.
	 * @param offsets the offset of the next record by partition
	 * @throws DatabusException if an offset is of a record that does not exist
	 */
	void commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
		Map<TopicPartition, OffsetAndMetadata> ours = new HashMap<>(offsets);
		ours.keySet().retainAll(this.consumer.assignment());
		checkExisting(ours);
		long begun = System.nanoTime();
		while (!ours.isEmpty()) {
			try {
				this.consumer.commitSync(ours);
				this.progress.commit(ours);
				return;
			}
			catch (RebalanceInProgressException ex) {
				if (System.nanoTime() - begun > COMMIT_PATIENCE.toNanos()) {
					throw ex;
				}
				pollPaused(SLICE);
				ours.keySet().retainAll(this.consumer.assignment());
			}
		}
	}

	private void checkExisting(Map<TopicPartition, OffsetAndMetadata> offsets) {
		Map<TopicPartition, Long> unsure = new HashMap<>();
		offsets.forEach((partition, offset) -> {
			if (!this.progress.covers(partition, offset.offset())) {
				unsure.put(partition, offset.offset());
			}
		});
		if (unsure.isEmpty()) {
			return;
		}
		Map<TopicPartition, Long> ends = this.consumer.endOffsets(unsure.keySet());
		unsure.forEach((partition, next) -> {
			if (next > ends.getOrDefault(partition, 0L)) {
				throw DatabusException.badRequest("There is no record " + (next - 1) + " in " + partition);
			}
		});
	}

	/**
	 * Commits all that has been handed out.
	 */
	void commitHandedOut() {
		commit(this.progress.outstanding());
	}

	/**
	 * Lets the group change, unless records are out with the peer.
	 */
	void takePart() {
		if (!this.consumer.subscription().isEmpty() && this.progress.outstanding().isEmpty()) {
			pollPaused(Duration.ZERO);
		}
	}

	/**
	 * Ends a call of Kafka in another thread, or the next one.
	 */
	void wakeUp() {
		this.consumer.wakeup();
	}

	void close(Duration timeout) {
		this.consumer.close(CloseOptions.timeout(timeout));
	}

	private void commitStarts() {
		this.starts.keySet().retainAll(this.consumer.assignment());
		if (!this.starts.isEmpty()) {
			try {
				this.consumer.commitSync(this.starts);
				this.starts.clear();
			}
			catch (RebalanceInProgressException ex) {
				// The group changes again; the next call tries again.
			}
		}
	}

	/**
	 * Fixes where a group begins to read a partition, so that what arrives between the
	 * subscription and the first commit is not passed over by who reads it next.
	 */
	private final class Assignment implements ConsumerRebalanceListener {

		@Override
		public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
			Consumer<byte[], byte[]> consumer = GroupMember.this.consumer;
			if (GroupMember.this.paused) {
				consumer.pause(partitions);
			}
			Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(partitions));
			List<TopicPartition> fresh = partitions.stream()
				.filter((partition) -> committed.get(partition) == null)
				.toList();
			GroupMember.this.settings.reset().starts(consumer, fresh).forEach((partition, start) -> {
				consumer.seek(partition, start);
				GroupMember.this.starts.put(partition, new OffsetAndMetadata(start));
			});
			GroupMember.this.joined = true;
		}

		@Override
		public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
			GroupMember.this.progress.forget(partitions);
			GroupMember.this.starts.keySet().removeAll(partitions);
		}

	}

}
