package io.github.polywire.databus;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * Takes records. An answer with status 200 says that Kafka has all of them; after another
 * it may have some.
 */
@RestController
class ProducerController {

	private static final String MEDIA_TYPE = "application/vnd.dxl.intel.records.v1+json";

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final DatabusKafka kafka;

	private final Topics topics;

	private final WireJson json;

	ProducerController(DatabusKafka kafka, Topics topics, WireJson json) {
		this.kafka = kafka;
		this.topics = topics;
		this.json = json;
	}

	@PostMapping("${databus.producer-prefix:/databus/cloudproxy/v1}/produce")
	void produce(@RequestHeader(name = HttpHeaders.CONTENT_TYPE, required = false) @Nullable String contentType,
			InputStream body) throws IOException {
		if (contentType == null || !contentType.split(";", 2)[0].strip().equalsIgnoreCase(MEDIA_TYPE)) {
			throw DatabusException.of(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The content type must be " + MEDIA_TYPE);
		}
		List<StreamRecord> records = this.json.read(body, StreamRecords.class).records();
		if (records == null || records.contains(null)) {
			throw DatabusException.badRequest("Records were expected");
		}
		List<ProducerRecord<byte[], byte[]>> messages = records.stream().map(StreamRecord::toKafka).toList();
		this.topics.ensure(messages.stream().map(ProducerRecord::topic).distinct().toList());
		Producer<byte[], byte[]> producer = this.kafka.producer();
		for (Future<RecordMetadata> sent : messages.stream().map(producer::send).toList()) {
			await(sent);
		}
	}

	private static void await(Future<RecordMetadata> sent) {
		try {
			sent.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new KafkaException("Interrupted while Kafka took records", ex);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof RecordTooLargeException tooLarge) {
				throw DatabusException.of(HttpStatus.CONTENT_TOO_LARGE, String.valueOf(tooLarge.getMessage()));
			}
			throw new KafkaException(ex.getCause());
		}
		catch (TimeoutException ex) {
			throw new KafkaException("Kafka did not take records within " + TIMEOUT, ex);
		}
	}

}
