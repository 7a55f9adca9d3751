package io.github.polywire.natsmicro;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What STATS tells of an endpoint, counted since the service was started or its
 * statistics were reset.
 *
 * @param name the name of the endpoint, which others of the service may have too
 * @param subject the subject that it is called by, perhaps with wildcards
 * @param numRequests how many requests were taken
 * @param numErrors how many of them were answered with an error
 * @param lastError the last of these errors as its caller was told, as in
 * {@code 404:not found}, or an empty string
 * @param processingTime how long the handler took altogether, in nanoseconds
 * @param averageProcessingTime how long it took on average, in nanoseconds
 * @param queueGroup the queue group, or an empty string if there is none
 * @param data what else the endpoint tells, an empty object by default
 */
@JsonPropertyOrder({ "name", "subject", "num_requests", "num_errors", "last_error", "processing_time",
		"average_processing_time", "queue_group", "data" })
@JsonIgnoreProperties(ignoreUnknown = true)
public record MicroEndpointStats(String name, String subject, @JsonProperty("num_requests") long numRequests,
		@JsonProperty("num_errors") long numErrors, @JsonProperty("last_error") String lastError,
		@JsonProperty("processing_time") long processingTime,
		@JsonProperty("average_processing_time") long averageProcessingTime,
		@JsonProperty("queue_group") String queueGroup, JsonNode data) {

	/**
	 * Creates the statistics.
	 * @param name the name of the endpoint
	 * @param subject the subject that it is called by
	 * @param numRequests how many requests were taken
	 * @param numErrors how many of them were answered with an error
	 * @param lastError the last of these errors, or {@code null} for none
	 * @param processingTime how long the handler took altogether, in nanoseconds
	 * @param averageProcessingTime how long it took on average, in nanoseconds
	 * @param queueGroup the queue group, or {@code null} for none
	 * @param data what else the endpoint tells, or {@code null} for nothing
	 */
	public MicroEndpointStats(@Nullable String name, @Nullable String subject,
			@JsonProperty("num_requests") long numRequests, @JsonProperty("num_errors") long numErrors,
			@JsonProperty("last_error") @Nullable String lastError,
			@JsonProperty("processing_time") long processingTime,
			@JsonProperty("average_processing_time") long averageProcessingTime,
			@JsonProperty("queue_group") @Nullable String queueGroup, @Nullable JsonNode data) {
		this.name = DocumentFields.text(name);
		this.subject = DocumentFields.text(subject);
		this.numRequests = numRequests;
		this.numErrors = numErrors;
		this.lastError = DocumentFields.text(lastError);
		this.processingTime = processingTime;
		this.averageProcessingTime = averageProcessingTime;
		this.queueGroup = DocumentFields.text(queueGroup);
		this.data = (data != null && !data.isNull()) ? data : JsonNodeFactory.instance.objectNode();
	}

}
