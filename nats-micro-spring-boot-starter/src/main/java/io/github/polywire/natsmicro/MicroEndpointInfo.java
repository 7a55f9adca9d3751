package io.github.polywire.natsmicro;

import java.util.Map;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * What INFO tells of an endpoint.
 *
 * @param name the name of the endpoint, which others of the service may have too
 * @param subject the subject that it is called by, perhaps with wildcards
 * @param metadata the metadata of the endpoint
 * @param queueGroup the queue group that its instances share their requests in, or an
 * empty string if each of them gets all, or did not say
 */
@JsonPropertyOrder({ "name", "subject", "metadata", "queue_group" })
@JsonIgnoreProperties(ignoreUnknown = true)
public record MicroEndpointInfo(String name, String subject, Map<String, String> metadata,
		@JsonProperty("queue_group") String queueGroup) {

	/**
	 * Creates the description.
	 * @param name the name of the endpoint
	 * @param subject the subject that it is called by
	 * @param metadata the metadata of the endpoint, or {@code null} for none
	 * @param queueGroup the queue group, or {@code null} for none
	 */
	public MicroEndpointInfo(@Nullable String name, @Nullable String subject, @Nullable Map<String, String> metadata,
			@JsonProperty("queue_group") @Nullable String queueGroup) {
		this.name = DocumentFields.text(name);
		this.subject = DocumentFields.text(subject);
		this.metadata = DocumentFields.metadata(metadata);
		this.queueGroup = DocumentFields.text(queueGroup);
	}

}
