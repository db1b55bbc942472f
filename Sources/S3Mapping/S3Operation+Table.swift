extension S3Operation {
    /// Every operation of the S3 API of 2006-03-01, and the upload by a form: the one table that decides.
    ///
    /// No two rows take the same request, so their order means nothing.
    package static let all = [
        listings, buckets, bucketPermissions, bucketSettings, numberedSettings, metadataTables, reading, writing,
        objectSettings, elsewhere,
    ].flatMap { $0 }

    // MARK: Parts of rows

    private static let directoryBucket = "it is of directory buckets (S3 Express), which are not decided"
    private static let parametersOfList = ["delimiter", "encoding-type", "max-keys", "prefix"]
    private static let parametersOfAnswer = [
        "partNumber", "response-cache-control", "response-content-disposition", "response-content-encoding",
        "response-content-language", "response-content-type", "response-expires", "versionId", "x-amz-checksum-mode",
    ]
    /// Checksums, which SDKs move into presigned URLs.
    private static let parametersOfContent = [
        "x-amz-checksum-crc32", "x-amz-checksum-crc32c", "x-amz-checksum-crc64nvme", "x-amz-checksum-sha1",
        "x-amz-checksum-sha256", "x-amz-sdk-checksum-algorithm",
    ]

    private static let accessControl = S3KeyGroup.acl.keys.compactMap(\.source.header)
    private static let retention = [
        "x-amz-object-lock-mode", "x-amz-object-lock-retain-until-date", "x-amz-object-lock-event-hold",
        "x-amz-object-lock-event-hold-duration-days", "x-amz-object-lock-event-hold-duration-years",
    ]
    private static let bypass = ["x-amz-bypass-governance-retention"]

    /// What headers of a new object ask for.
    private static let ofNewObject: [Further] = [
        .headers(accessControl, "PutObjectAcl"),
        .headers(["x-amz-tagging"], "PutObjectTagging"),
        .headers(retention, "PutObjectRetention"),
        .headers(["x-amz-object-lock-legal-hold"], "PutObjectLegalHold"),
    ]

    // MARK: Rows

    private static let listings: [S3Operation] = [
        S3Operation(
            "ListBuckets", .get, .service,
            parameters: ["bucket-region", "continuation-token", "max-buckets", "prefix"],
            asks: ["ListAllMyBuckets"]),
        S3Operation(
            "ListDirectoryBuckets", .get, .service, query: ["max-directory-buckets=*"],
            parameters: ["continuation-token"], refused: directoryBucket),
        S3Operation(
            "ListObjects", .get, .bucket, parameters: parametersOfList + ["marker"], asks: ["ListBucket"],
            keys: [.listing]),
        S3Operation(
            "ListObjectsV2", .get, .bucket, query: ["list-type=2"],
            parameters: parametersOfList + ["continuation-token", "fetch-owner", "start-after"], asks: ["ListBucket"],
            keys: [.listing]),
        S3Operation(
            "ListObjectVersions", .get, .bucket, query: ["versions"],
            parameters: parametersOfList + ["key-marker", "version-id-marker"], asks: ["ListBucketVersions"],
            keys: [.listing]),
        S3Operation(
            "ListMultipartUploads", .get, .bucket, query: ["uploads"],
            parameters: ["delimiter", "encoding-type", "key-marker", "max-uploads", "prefix", "upload-id-marker"],
            asks: ["ListBucketMultipartUploads"]),
        S3Operation("HeadBucket", .head, .bucket, asks: ["ListBucket"]),
    ]

    private static let buckets: [S3Operation] = [
        S3Operation(
            "CreateBucket", .put, .bucket, asks: ["CreateBucket"],
            further: [
                .headers(accessControl, "PutBucketAcl"),
                .headers(["x-amz-bucket-object-lock-enabled"], "PutBucketObjectLockConfiguration"),
                .headers(["x-amz-bucket-object-lock-enabled"], "PutBucketVersioning"),
                .headers(["x-amz-object-ownership"], "PutBucketOwnershipControls"),
            ],
            keys: [.acl, .ownership]),
        S3Operation("DeleteBucket", .delete, .bucket, asks: ["DeleteBucket"]),
        S3Operation(
            "DeleteObjects", .post, .bucket, query: ["delete"],
            asks: [.everyObject("DeleteObject"), .everyObject("DeleteObjectVersion")],
            further: [.headers(bypass, .everyObject("BypassGovernanceRetention"))]),
        S3Operation("GetBucketLocation", .get, .bucket, query: ["location"], asks: ["GetBucketLocation"]),
    ]

    private static let bucketPermissions: [S3Operation] = [
        S3Operation("GetBucketAcl", .get, .bucket, query: ["acl"], asks: ["GetBucketAcl"]),
        S3Operation("PutBucketAcl", .put, .bucket, query: ["acl"], asks: ["PutBucketAcl"], keys: [.acl]),
        S3Operation("GetBucketPolicy", .get, .bucket, query: ["policy"], asks: ["GetBucketPolicy"]),
        S3Operation("PutBucketPolicy", .put, .bucket, query: ["policy"], asks: ["PutBucketPolicy"]),
        S3Operation("DeleteBucketPolicy", .delete, .bucket, query: ["policy"], asks: ["DeleteBucketPolicy"]),
        S3Operation("GetBucketPolicyStatus", .get, .bucket, query: ["policyStatus"], asks: ["GetBucketPolicyStatus"]),
        S3Operation(
            "GetPublicAccessBlock", .get, .bucket, query: ["publicAccessBlock"], asks: ["GetBucketPublicAccessBlock"]),
        S3Operation(
            "PutPublicAccessBlock", .put, .bucket, query: ["publicAccessBlock"], asks: ["PutBucketPublicAccessBlock"]),
        S3Operation(
            "DeletePublicAccessBlock", .delete, .bucket, query: ["publicAccessBlock"],
            asks: ["PutBucketPublicAccessBlock"]),
        S3Operation(
            "GetBucketOwnershipControls", .get, .bucket, query: ["ownershipControls"],
            asks: ["GetBucketOwnershipControls"]),
        S3Operation(
            "PutBucketOwnershipControls", .put, .bucket, query: ["ownershipControls"],
            asks: ["PutBucketOwnershipControls"]),
        S3Operation(
            "DeleteBucketOwnershipControls", .delete, .bucket, query: ["ownershipControls"],
            asks: ["PutBucketOwnershipControls"]),
        S3Operation("GetBucketAbac", .get, .bucket, query: ["abac"], asks: ["GetBucketAbac"]),
        S3Operation("PutBucketAbac", .put, .bucket, query: ["abac"], asks: ["PutBucketAbac"]),
    ]

    private static let bucketSettings: [S3Operation] = [
        S3Operation(
            "GetBucketAccelerateConfiguration", .get, .bucket, query: ["accelerate"],
            asks: ["GetAccelerateConfiguration"]),
        S3Operation(
            "PutBucketAccelerateConfiguration", .put, .bucket, query: ["accelerate"],
            asks: ["PutAccelerateConfiguration"]),
        S3Operation("GetBucketCors", .get, .bucket, query: ["cors"], asks: ["GetBucketCORS"]),
        S3Operation("PutBucketCors", .put, .bucket, query: ["cors"], asks: ["PutBucketCORS"]),
        S3Operation("DeleteBucketCors", .delete, .bucket, query: ["cors"], asks: ["PutBucketCORS"]),
        S3Operation("GetBucketEncryption", .get, .bucket, query: ["encryption"], asks: ["GetEncryptionConfiguration"]),
        S3Operation("PutBucketEncryption", .put, .bucket, query: ["encryption"], asks: ["PutEncryptionConfiguration"]),
        S3Operation(
            "DeleteBucketEncryption", .delete, .bucket, query: ["encryption"], asks: ["PutEncryptionConfiguration"]),
        S3Operation(
            "GetBucketLifecycleConfiguration", .get, .bucket, query: ["lifecycle"],
            asks: ["GetLifecycleConfiguration"], formerly: "GetBucketLifecycle"),
        S3Operation(
            "PutBucketLifecycleConfiguration", .put, .bucket, query: ["lifecycle"],
            asks: ["PutLifecycleConfiguration"], formerly: "PutBucketLifecycle"),
        S3Operation(
            "DeleteBucketLifecycle", .delete, .bucket, query: ["lifecycle"], asks: ["PutLifecycleConfiguration"]),
        S3Operation("GetBucketLogging", .get, .bucket, query: ["logging"], asks: ["GetBucketLogging"]),
        S3Operation("PutBucketLogging", .put, .bucket, query: ["logging"], asks: ["PutBucketLogging"]),
        S3Operation(
            "GetBucketNotificationConfiguration", .get, .bucket, query: ["notification"],
            asks: ["GetBucketNotification"], formerly: "GetBucketNotification"),
        S3Operation(
            "PutBucketNotificationConfiguration", .put, .bucket, query: ["notification"],
            asks: ["PutBucketNotification"], formerly: "PutBucketNotification"),
        S3Operation(
            "GetObjectLockConfiguration", .get, .bucket, query: ["object-lock"],
            asks: ["GetBucketObjectLockConfiguration"]),
        S3Operation(
            "PutObjectLockConfiguration", .put, .bucket, query: ["object-lock"],
            asks: ["PutBucketObjectLockConfiguration"]),
        S3Operation(
            "GetBucketReplication", .get, .bucket, query: ["replication"], asks: ["GetReplicationConfiguration"]),
        S3Operation(
            "PutBucketReplication", .put, .bucket, query: ["replication"], asks: ["PutReplicationConfiguration"]),
        S3Operation(
            "DeleteBucketReplication", .delete, .bucket, query: ["replication"], asks: ["PutReplicationConfiguration"]),
        S3Operation(
            "GetBucketRequestPayment", .get, .bucket, query: ["requestPayment"], asks: ["GetBucketRequestPayment"]),
        S3Operation(
            "PutBucketRequestPayment", .put, .bucket, query: ["requestPayment"], asks: ["PutBucketRequestPayment"]),
        S3Operation("GetBucketTagging", .get, .bucket, query: ["tagging"], asks: ["GetBucketTagging"]),
        S3Operation("PutBucketTagging", .put, .bucket, query: ["tagging"], asks: ["PutBucketTagging"]),
        S3Operation("DeleteBucketTagging", .delete, .bucket, query: ["tagging"], asks: ["PutBucketTagging"]),
        S3Operation("GetBucketVersioning", .get, .bucket, query: ["versioning"], asks: ["GetBucketVersioning"]),
        S3Operation("PutBucketVersioning", .put, .bucket, query: ["versioning"], asks: ["PutBucketVersioning"]),
        S3Operation("GetBucketWebsite", .get, .bucket, query: ["website"], asks: ["GetBucketWebsite"]),
        S3Operation("PutBucketWebsite", .put, .bucket, query: ["website"], asks: ["PutBucketWebsite"]),
        S3Operation("DeleteBucketWebsite", .delete, .bucket, query: ["website"], asks: ["DeleteBucketWebsite"]),
    ]

    /// Settings of which a bucket has several, each with an id.
    private static let numberedSettings: [S3Operation] = [
        S3Operation(
            "GetBucketAnalyticsConfiguration", .get, .bucket, query: ["analytics", "id=*"],
            asks: ["GetAnalyticsConfiguration"]),
        S3Operation(
            "PutBucketAnalyticsConfiguration", .put, .bucket, query: ["analytics", "id=*"],
            asks: ["PutAnalyticsConfiguration"]),
        S3Operation(
            "DeleteBucketAnalyticsConfiguration", .delete, .bucket, query: ["analytics", "id=*"],
            asks: ["PutAnalyticsConfiguration"]),
        S3Operation(
            "ListBucketAnalyticsConfigurations", .get, .bucket, query: ["analytics"],
            parameters: ["continuation-token"], asks: ["GetAnalyticsConfiguration"]),
        S3Operation(
            "GetBucketIntelligentTieringConfiguration", .get, .bucket, query: ["intelligent-tiering", "id=*"],
            asks: ["GetIntelligentTieringConfiguration"]),
        S3Operation(
            "PutBucketIntelligentTieringConfiguration", .put, .bucket, query: ["intelligent-tiering", "id=*"],
            asks: ["PutIntelligentTieringConfiguration"]),
        S3Operation(
            "DeleteBucketIntelligentTieringConfiguration", .delete, .bucket, query: ["intelligent-tiering", "id=*"],
            asks: ["PutIntelligentTieringConfiguration"]),
        S3Operation(
            "ListBucketIntelligentTieringConfigurations", .get, .bucket, query: ["intelligent-tiering"],
            parameters: ["continuation-token"], asks: ["GetIntelligentTieringConfiguration"]),
        S3Operation(
            "GetBucketInventoryConfiguration", .get, .bucket, query: ["inventory", "id=*"],
            asks: ["GetInventoryConfiguration"]),
        S3Operation(
            "PutBucketInventoryConfiguration", .put, .bucket, query: ["inventory", "id=*"],
            asks: ["PutInventoryConfiguration"]),
        S3Operation(
            "DeleteBucketInventoryConfiguration", .delete, .bucket, query: ["inventory", "id=*"],
            asks: ["PutInventoryConfiguration"]),
        S3Operation(
            "ListBucketInventoryConfigurations", .get, .bucket, query: ["inventory"],
            parameters: ["continuation-token"], asks: ["GetInventoryConfiguration"]),
        S3Operation(
            "GetBucketMetricsConfiguration", .get, .bucket, query: ["metrics", "id=*"],
            asks: ["GetMetricsConfiguration"]),
        S3Operation(
            "PutBucketMetricsConfiguration", .put, .bucket, query: ["metrics", "id=*"],
            asks: ["PutMetricsConfiguration"]),
        S3Operation(
            "DeleteBucketMetricsConfiguration", .delete, .bucket, query: ["metrics", "id=*"],
            asks: ["PutMetricsConfiguration"]),
        S3Operation(
            "ListBucketMetricsConfigurations", .get, .bucket, query: ["metrics"],
            parameters: ["continuation-token"], asks: ["GetMetricsConfiguration"]),
    ]

    private static let metadataTables: [S3Operation] = [
        S3Operation(
            "CreateBucketMetadataConfiguration", .post, .bucket, query: ["metadataConfiguration"],
            asks: ["CreateBucketMetadataTableConfiguration"]),
        S3Operation(
            "GetBucketMetadataConfiguration", .get, .bucket, query: ["metadataConfiguration"],
            asks: ["GetBucketMetadataTableConfiguration"]),
        S3Operation(
            "DeleteBucketMetadataConfiguration", .delete, .bucket, query: ["metadataConfiguration"],
            asks: ["DeleteBucketMetadataTableConfiguration"]),
        S3Operation(
            "CreateBucketMetadataTableConfiguration", .post, .bucket, query: ["metadataTable"],
            asks: ["CreateBucketMetadataTableConfiguration"]),
        S3Operation(
            "GetBucketMetadataTableConfiguration", .get, .bucket, query: ["metadataTable"],
            asks: ["GetBucketMetadataTableConfiguration"]),
        S3Operation(
            "DeleteBucketMetadataTableConfiguration", .delete, .bucket, query: ["metadataTable"],
            asks: ["DeleteBucketMetadataTableConfiguration"]),
        S3Operation(
            "UpdateBucketMetadataAnnotationTableConfiguration", .put, .bucket, query: ["metadataAnnotationTable"],
            asks: ["UpdateBucketMetadataAnnotationTableConfiguration"]),
        S3Operation(
            "UpdateBucketMetadataInventoryTableConfiguration", .put, .bucket, query: ["metadataInventoryTable"],
            asks: ["UpdateBucketMetadataInventoryTableConfiguration"]),
        S3Operation(
            "UpdateBucketMetadataJournalTableConfiguration", .put, .bucket, query: ["metadataJournalTable"],
            asks: ["UpdateBucketMetadataJournalTableConfiguration"]),
    ]

    private static let reading: [S3Operation] = [
        S3Operation(
            "GetObject", .get, .object, parameters: parametersOfAnswer,
            asks: [.object("GetObject", version: "GetObjectVersion")], keys: [.version, .encryption]),
        S3Operation(
            "HeadObject", .head, .object, parameters: parametersOfAnswer,
            asks: [.object("GetObject", version: "GetObjectVersion")], keys: [.version, .encryption]),
        S3Operation(
            "GetObjectAttributes", .get, .object, query: ["attributes"], parameters: ["versionId"],
            asks: [
                .object("GetObject", version: "GetObjectVersion"),
                .object("GetObjectAttributes", version: "GetObjectVersionAttributes"),
            ],
            keys: [.version, .encryption]),
        S3Operation("GetObjectTorrent", .get, .object, query: ["torrent"], asks: ["GetObjectTorrent"]),
        S3Operation(
            "SelectObjectContent", .post, .object, query: ["select", "select-type=2"], asks: ["GetObject"],
            keys: [.encryption]),
        S3Operation(
            "ListParts", .get, .object, query: ["uploadId=*"], parameters: ["max-parts", "part-number-marker"],
            asks: ["ListMultipartUploadParts"], keys: [.encryption]),
    ]

    private static let writing: [S3Operation] = [
        S3Operation(
            "PutObject", .put, .object, parameters: parametersOfContent, asks: ["PutObject"], further: ofNewObject,
            keys: [.acl, .encryption, .storing, .tagging, .locking, .precondition, .creation]),
        S3Operation(
            "CopyObject", .put, .object, header: "x-amz-copy-source",
            asks: [.source("GetObject", version: "GetObjectVersion"), "PutObject"], further: ofNewObject,
            keys: [.acl, .encryption, .storing, .copying, .tagging, .locking, .precondition, .creation]),
        S3Operation(
            "CreateMultipartUpload", .post, .object, query: ["uploads"], asks: ["PutObject"], further: ofNewObject,
            keys: [.acl, .encryption, .storing, .tagging, .locking, .part]),
        S3Operation(
            "UploadPart", .put, .object, query: ["partNumber=*", "uploadId=*"], parameters: parametersOfContent,
            asks: ["PutObject"], keys: [.encryption, .part]),
        S3Operation(
            "UploadPartCopy", .put, .object, query: ["partNumber=*", "uploadId=*"], header: "x-amz-copy-source",
            asks: [.source("GetObject", version: "GetObjectVersion"), "PutObject"],
            keys: [.encryption, .copying, .part]),
        S3Operation(
            "CompleteMultipartUpload", .post, .object, query: ["uploadId=*"], asks: ["PutObject"],
            keys: [.encryption, .precondition, .creation]),
        S3Operation(
            "AbortMultipartUpload", .delete, .object, query: ["uploadId=*"], asks: ["AbortMultipartUpload"]),
        S3Operation(
            "DeleteObject", .delete, .object, parameters: ["versionId"],
            asks: [.object("DeleteObject", version: "DeleteObjectVersion")],
            further: [.headers(bypass, "BypassGovernanceRetention")], keys: [.version, .precondition]),
        S3Operation(
            "RestoreObject", .post, .object, query: ["restore"], parameters: ["versionId"], asks: ["RestoreObject"],
            keys: [.version]),
    ]

    private static let objectSettings: [S3Operation] = [
        S3Operation(
            "GetObjectAcl", .get, .object, query: ["acl"], parameters: ["versionId"],
            asks: [.object("GetObjectAcl", version: "GetObjectVersionAcl")], keys: [.version]),
        S3Operation(
            "PutObjectAcl", .put, .object, query: ["acl"], parameters: ["versionId"],
            asks: [.object("PutObjectAcl", version: "PutObjectVersionAcl")], keys: [.version, .acl]),
        S3Operation(
            "GetObjectTagging", .get, .object, query: ["tagging"], parameters: ["versionId"],
            asks: [.object("GetObjectTagging", version: "GetObjectVersionTagging")], keys: [.version]),
        S3Operation(
            "PutObjectTagging", .put, .object, query: ["tagging"], parameters: ["versionId"],
            asks: [.object("PutObjectTagging", version: "PutObjectVersionTagging")], keys: [.version]),
        S3Operation(
            "DeleteObjectTagging", .delete, .object, query: ["tagging"], parameters: ["versionId"],
            asks: [.object("DeleteObjectTagging", version: "DeleteObjectVersionTagging")], keys: [.version]),
        S3Operation(
            "GetObjectLegalHold", .get, .object, query: ["legal-hold"], parameters: ["versionId"],
            asks: ["GetObjectLegalHold"], keys: [.version]),
        S3Operation(
            "PutObjectLegalHold", .put, .object, query: ["legal-hold"], parameters: ["versionId"],
            asks: ["PutObjectLegalHold"], keys: [.version]),
        S3Operation(
            "GetObjectRetention", .get, .object, query: ["retention"], parameters: ["versionId"],
            asks: ["GetObjectRetention"], keys: [.version]),
        S3Operation(
            "PutObjectRetention", .put, .object, query: ["retention"], parameters: ["versionId"],
            asks: ["PutObjectRetention"], further: [.headers(bypass, "BypassGovernanceRetention")], keys: [.version]),
        S3Operation(
            "UpdateObjectEncryption", .put, .object, query: ["encryption"], parameters: ["versionId"],
            asks: ["UpdateObjectEncryption"], keys: [.version]),
        S3Operation(
            "GetObjectAnnotation", .get, .object, query: ["annotation", "annotationName=*"], parameters: ["versionId"],
            asks: ["GetObjectAnnotation"], keys: [.version]),
        S3Operation(
            "PutObjectAnnotation", .put, .object, query: ["annotation", "annotationName=*"], parameters: ["versionId"],
            asks: ["PutObjectAnnotation"], keys: [.version]),
        S3Operation(
            "DeleteObjectAnnotation", .delete, .object, query: ["annotation", "annotationName=*"],
            parameters: ["versionId"], asks: ["DeleteObjectAnnotation"], keys: [.version]),
        S3Operation(
            "ListObjectAnnotations", .get, .object, query: ["annotation"],
            parameters: ["annotation-prefix", "continuation-token", "max-annotation-results", "versionId"],
            asks: ["ListObjectAnnotations"], keys: [.version]),
    ]

    /// What is known by name, so that it is not taken for anything else.
    private static let elsewhere: [S3Operation] = [
        S3Operation(
            "PostObject", .post, .bucket, refused: "the form in the body names the object; a PUT is decided"),
        S3Operation("CreateSession", .get, .bucket, query: ["session"], refused: directoryBucket),
        S3Operation(
            "RenameObject", .put, .object, query: ["renameObject"], header: "x-amz-rename-source",
            refused: directoryBucket),
        S3Operation(
            "WriteGetObjectResponse", .post, .service, header: "x-amz-request-route",
            refused: "it is of Object Lambda, which is not decided"),
    ]
}
