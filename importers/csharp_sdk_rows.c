/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "csharp_sdk.h"

#define OLD_BUS "Microsoft.ServiceBus Microsoft.Azure.ServiceBus"
#define C(names, spaces, kind, roles) {names, spaces, SDK_##kind, roles, NULL}
#define SERVICE(label, names) {names, "", SDK_SERVICE, "kkkk", label}
#define SERVICE_IN(label, spaces, names) {names, spaces, SDK_SERVICE, "kkkk", label}

const struct cs_sdk_class cs_sdk_classes[] = {
    C("CloudStorageAccount StorageAccount", "Microsoft.WindowsAzure Microsoft.Azure", ACCOUNT,
      "ck"),
    C("CloudQueueClient QueueServiceClient", "", QUEUE_SERVICE, "ck"),
    C("CloudQueue", "", QUEUE, "u"),
    C("QueueClient", "Azure.Storage.Queues", QUEUE, "cn"),
    C("QueueClient", OLD_BUS, BUS_ENTITY, "cn"),
    C("CloudTableClient TableServiceClient", "", TABLE_SERVICE, "ck"),
    C("CloudTable", "", TABLE, "u"),
    C("TableClient", "", TABLE, "cn"),
    {"TableBatchOperation", "", SDK_TABLE_OP, "", "W"},
    C("CloudBlobClient BlobServiceClient", "", BLOB_SERVICE, "ck"),
    C("CloudBlobContainer", "", CONTAINER, "u"),
    C("BlobContainerClient", "", CONTAINER, "cn"),
    C("CloudBlockBlob CloudAppendBlob CloudPageBlob CloudBlob ICloudBlob CloudBlobDirectory", "",
      BLOB, "u"),
    C("BlobClient BlockBlobClient AppendBlobClient PageBlobClient BlobBaseClient", "", BLOB, "cnd"),
    C("ShareServiceClient CloudFileClient", "", SHARE_SERVICE, "ck"),
    C("ShareClient ShareFileClient ShareDirectoryClient CloudFileShare CloudFile", "", SHARE,
      "cnd"),
    C("DataLakeServiceClient", "", BLOB_SERVICE, "ck"),
    C("DataLakeFileSystemClient", "", CONTAINER, "cn"),
    C("DataLakeFileClient DataLakeDirectoryClient", "", BLOB, "cnd"),
    C("ServiceBusClient MessagingFactory", "", BUS, "ck"),
    C("ServiceBusSender ServiceBusReceiver ServiceBusProcessor ServiceBusSessionReceiver "
      "ServiceBusSessionProcessor TopicClient SubscriptionClient ITopicClient IQueueClient "
      "ISubscriptionClient MessageSender MessageReceiver", "", BUS_ENTITY, "cnd"),
    C("EventHubProducerClient EventHubBufferedProducerClient EventHubClient", "", HUB, "cn"),
    C("EventHubConsumerClient EventProcessorClient", "", HUB, "-cn"),
    C("EventGridPublisherClient", "", GRID, "ck"),
    C("EventGridClient IEventGridClient", "", GRID, "k"),
    C("RegistryManager DeviceClient ModuleClient", "", IOT, "c"),
    C("ServiceClient", "Microsoft.Azure.Devices", IOT, "c"),
    C("CosmosClient DocumentClient IDocumentClient CosmosClientBuilder", "", COSMOS, "ck"),
    C("Database", "Microsoft.Azure.Cosmos", COSMOS_DB, ""),
    C("Container CosmosContainer", "Microsoft.Azure.Cosmos", COSMOS_CONTAINER, ""),
    C("SqlConnection NpgsqlConnection MySqlConnection OracleConnection OdbcConnection "
      "SqliteConnection IDbConnection DbConnection MongoClient IMongoClient NpgsqlDataSource "
      "SqlBulkCopy", "", DATABASE, "c"),
    C("SqlCommand NpgsqlCommand MySqlCommand OracleCommand DbCommand IDbCommand SqlDataAdapter", "",
      COMMAND, "d"),
    C("ConnectionMultiplexer IConnectionMultiplexer", "", CACHE, "c"),
    C("IDatabase ISubscriber", "StackExchange.Redis", CACHE, ""),
    C("SecretClient", "", VAULT, "ck"),
    C("KeyVaultClient IKeyVaultClient", "", VAULT, ""),
    C("CertificateClient", "", VAULT, "ck"),
    C("KeyClient CryptographyClient", "", VAULT_KEYS, "ck"),
    C("HttpClient", "", HTTP, ""),
    C("WebClient", "", HTTP, ""),
    C("IHttpClientFactory", "", HTTP_FACTORY, ""),
    C("RestClient IRestClient FlurlClient", "", HTTP, "u"),
    C("HttpRequestMessage", "", HTTP_REQUEST, "-u"),
    C("RestRequest IRestRequest", "", HTTP_REQUEST, "u"),
    C("HttpWebRequest WebRequest", "", HTTP_REQUEST, ""),
    C("IDurableOrchestrationContext DurableOrchestrationContext DurableOrchestrationContextBase "
      "TaskOrchestrationContext IDurableOrchestrationClient DurableOrchestrationClient "
      "DurableOrchestrationClientBase IDurableClient DurableTaskClient IDurableEntityContext "
      "IDurableEntityClient TaskEntityContext OrchestrationContext DurableClient", "", DURABLE, ""),

    SERVICE("OpenWeatherMap", "OpenWeatherMapClient OpenWeatherMapService OpenWeatherAPI"),
    SERVICE("Twilio", "TwilioRestClient ITwilioRestClient"),
    SERVICE("SendGrid", "SendGridClient ISendGridClient"),
    SERVICE("Mailgun", "MailgunClient MailgunService"),
    SERVICE("Mailjet", "MailjetClient"),
    SERVICE("Postmark", "PostmarkClient"),
    {"SmtpClient", "", SDK_SERVICE, "d-kk", "SMTP"},
    SERVICE("Azure Communication Services", "EmailClient SmsClient CallAutomationClient"),
    SERVICE("Vonage", "VonageClient NexmoClient"),
    SERVICE("Slack", "SlackClient SlackTaskClient SlackApiClient SbmClient"),
    SERVICE("Telegram", "TelegramBotClient ITelegramBotClient"),
    SERVICE("Discord", "DiscordSocketClient DiscordWebhookClient DiscordRestClient"),
    SERVICE("Twitter", "TwitterClient TwitterContext"),
    SERVICE("Stripe", "StripeClient"),
    SERVICE_IN("Stripe", "Stripe", "ChargeService CustomerService PaymentIntentService "
               "SubscriptionService InvoiceService SessionService RefundService"),
    SERVICE("PayPal", "PayPalHttpClient PayPalEnvironment"),
    SERVICE("GitHub", "GitHubClient IGitHubClient"),
    SERVICE("Microsoft Graph", "GraphServiceClient IGraphServiceClient"),
    SERVICE("Azure DevOps", "VssConnection WorkItemTrackingHttpClient GitHttpClient"),
    SERVICE("Dataverse", "CrmServiceClient IOrganizationService OrganizationServiceProxy"),
    SERVICE_IN("Dataverse", "Microsoft.PowerPlatform", "ServiceClient"),
    SERVICE("SharePoint", "ClientContext PnPContext"),
    SERVICE("Salesforce", "ForceClient SalesforceClient"),
    SERVICE("OpenAI", "OpenAIClient OpenAIAPI OpenAIService ChatClient AzureOpenAIClient "
            "ImageClient EmbeddingClient IChatClient"),
    SERVICE_IN("OpenAI", "Microsoft.SemanticKernel", "Kernel"),
    SERVICE("Azure AI Vision", "ComputerVisionClient IComputerVisionClient VisionServiceClient "
            "ImageAnalysisClient CustomVisionPredictionClient CustomVisionTrainingClient"),
    SERVICE("Azure AI Face", "FaceClient IFaceClient FaceServiceClient"),
    SERVICE("Azure AI Language", "TextAnalyticsClient ITextAnalyticsClient TextAnalyticsAPI "
            "ConversationAnalysisClient LUISRuntimeClient"),
    SERVICE("Azure AI Document Intelligence", "FormRecognizerClient DocumentAnalysisClient "
            "DocumentIntelligenceClient"),
    SERVICE("Azure AI Translator", "TextTranslationClient DocumentTranslationClient"),
    SERVICE("Azure AI Speech", "SpeechRecognizer SpeechSynthesizer"),
    SERVICE("Azure AI Search", "SearchClient SearchIndexClient SearchServiceClient "
            "ISearchIndexClient SearchIndexerClient"),
    SERVICE("Azure Notification Hubs", "NotificationHubClient INotificationHubClient"),
    SERVICE("Azure SignalR", "ServiceHubContext IServiceHubContext"),
    SERVICE("Azure Web PubSub", "WebPubSubServiceClient"),
    SERVICE("Azure Resource Manager", "ArmClient ResourceManagementClient ComputeManagementClient "
            "IAzure NetworkManagementClient WebSiteManagementClient"),
    SERVICE("Azure Data Explorer", "IKustoQueuedIngestClient"),
    SERVICE("Azure Log Analytics", "LogsQueryClient LogsIngestionClient"),
    SERVICE("Azure Digital Twins", "DigitalTwinsClient"),
    SERVICE("Azure Maps", "MapsSearchClient MapsRoutingClient"),
    SERVICE("Azure Data Factory", "DataFactoryManagementClient"),
    SERVICE("Azure Media Services", "AzureMediaServicesClient IAzureMediaServicesClient "
            "CloudMediaContext"),
    SERVICE("Power BI", "PowerBIClient"),
    SERVICE("Elasticsearch", "ElasticClient IElasticClient ElasticsearchClient"),
    SERVICE("Amazon S3", "AmazonS3Client IAmazonS3"),
    SERVICE("Amazon SQS", "AmazonSQSClient IAmazonSQS"),
    SERVICE("Amazon SNS", "AmazonSimpleNotificationServiceClient"),
    SERVICE("Amazon DynamoDB", "AmazonDynamoDBClient IAmazonDynamoDB"),
    SERVICE("FTP", "FtpClient SftpClient FtpWebRequest"),
    SERVICE("MQTT broker", "MqttClient IMqttClient IManagedMqttClient"),
    /* attributes that code hands to a binder */
    C("QueueAttribute", "", QUEUE, "n"),
    C("TableAttribute", "", TABLE, "n"),
    C("BlobAttribute", "", BLOB, "u"),
    C("EventHubAttribute", "", HUB, "n"),
    C("ServiceBusAttribute", "", BUS_ENTITY, "n"),
    C("CosmosDBAttribute", "", COSMOS_CONTAINER, "dn"),
    {NULL, NULL, 0, NULL, NULL},
};

#define M(kind, names, action) {SDK_##kind, NULL, names, ACT_##action, 0, "", NULL}
#define MAKE(kind, names, made, roles) {SDK_##kind, NULL, names, ACT_MAKE, SDK_##made, roles, NULL}
#define R(kind, names, action, roles) {SDK_##kind, NULL, names, ACT_##action, 0, roles, NULL}
#define STATIC(of, names, made, roles) {SDK_NONE, of, names, ACT_MAKE, SDK_##made, roles, NULL}
#define STATIC_OP(names, way) {SDK_NONE, "TableOperation", names, ACT_MAKE, SDK_TABLE_OP, "", way}

const struct cs_sdk_method cs_sdk_methods[] = {
    /* storage accounts */
    STATIC("CloudStorageAccount StorageAccount", "Parse NewFromConnectionString "
           "CreateFromConnectionString", ACCOUNT, "c"),
    STATIC("CloudStorageAccount StorageAccount", "TryParse", ACCOUNT, "co"),
    MAKE(ACCOUNT, "CreateCloudQueueClient", QUEUE_SERVICE, ""),
    MAKE(ACCOUNT, "CreateCloudTableClient", TABLE_SERVICE, ""),
    MAKE(ACCOUNT, "CreateCloudBlobClient", BLOB_SERVICE, ""),
    MAKE(ACCOUNT, "CreateCloudFileClient", SHARE_SERVICE, ""),
    MAKE(QUEUE_SERVICE, "GetQueueReference GetQueueClient CreateQueue", QUEUE, "n"),
    MAKE(TABLE_SERVICE, "GetTableReference GetTableClient", TABLE, "n"),
    MAKE(BLOB_SERVICE, "GetContainerReference GetBlobContainerClient CreateBlobContainer "
         "GetFileSystemClient CreateFileSystem", CONTAINER, "n"),
    MAKE(SHARE_SERVICE, "GetShareReference GetShareClient", SHARE, "n"),
    /* queues */
    M(QUEUE, "AddMessage SendMessage Clear ClearMessages", WRITE),
    M(QUEUE, "GetMessage GetMessages PeekMessage PeekMessages ReceiveMessage ReceiveMessages "
      "DeleteMessage UpdateMessage", READ),
    /* tables */
    M(TABLE, "Execute ExecuteBatch", BY_OP),
    M(TABLE, "ExecuteQuery ExecuteQuerySegmented CreateQuery Query GetEntity GetEntityIfExists",
      READ),
    M(TABLE, "AddEntity UpdateEntity UpsertEntity DeleteEntity SubmitTransaction", WRITE),
    STATIC_OP("Retrieve", "R"),
    STATIC_OP("Insert InsertOrReplace InsertOrMerge Merge Replace Delete", "W"),
    /* blobs */
    MAKE(CONTAINER, "GetBlobReference GetBlockBlobReference GetAppendBlobReference "
         "GetPageBlobReference GetBlobReferenceFromServer GetBlobClient GetBlockBlobClient "
         "GetAppendBlobClient GetPageBlobClient GetBlobBaseClient GetDirectoryReference "
         "GetFileClient GetDirectoryClient CreateFile CreateDirectory", BLOB, "d"),
    R(CONTAINER, "UploadBlob DeleteBlob DeleteBlobIfExists", WRITE, "d"),
    M(CONTAINER, "ListBlobs ListBlobsSegmented GetBlobs GetBlobsByHierarchy FindBlobsByTags "
      "GetPaths", READ),
    M(BLOB, "GetBlobReference GetBlockBlobReference GetAppendBlobReference GetDirectoryReference "
      "GetFileClient GetSubDirectoryClient WithSnapshot", SELF),
    M(BLOB, "Upload* Append* OpenWrite Delete DeleteIfExists CreateOrReplace Create SetMetadata "
      "SetHttpHeaders SetTags SetProperties PutBlock* StageBlock* CommitBlockList StartCopy* "
      "SyncCopyFromUri CopyFromUri WritePages Flush Rename Undelete", WRITE),
    M(BLOB, "Download* OpenRead Read Query ListBlobs ListBlobsSegmented", READ),
    M(SHARE, "GetRootDirectoryReference GetRootDirectoryClient GetDirectoryReference "
      "GetDirectoryClient GetFileReference GetFileClient GetSubdirectoryClient", SELF),
    M(SHARE, "Upload* Create CreateFile Delete DeleteIfExists OpenWrite WriteRange StartCopy*",
      WRITE),
    M(SHARE, "Download* OpenRead ListFilesAndDirectories GetFilesAndDirectories", READ),
    /* service bus */
    STATIC("QueueClient TopicClient", "CreateFromConnectionString", BUS_ENTITY, "cn"),
    STATIC("SubscriptionClient", "CreateFromConnectionString", BUS_ENTITY, "cnd"),
    STATIC("MessagingFactory", "Create CreateFromConnectionString", BUS, "c"),
    MAKE(BUS, "CreateSender CreateMessageSender CreateQueueClient CreateTopicClient CreateReceiver "
         "CreateMessageReceiver CreateProcessor CreateSessionProcessor AcceptSession "
         "AcceptNextSession CreateSubscriptionClient", BUS_ENTITY, "nd"),
    M(BUS_ENTITY, "Send SendMessage SendMessages SendBatch ScheduleMessage ScheduleMessages",
      WRITE),
    M(BUS_ENTITY, "Receive* Peek* RegisterMessageHandler RegisterSessionHandler OnMessage "
      "StartProcessing Complete* Abandon* DeadLetter* Defer* Renew*", READ),
    /* event hubs, event grid, IoT */
    STATIC("EventHubClient", "CreateFromConnectionString Create", HUB, "cn"),
    M(HUB, "CreatePartitionSender CreatePartitionedSender CreateReceiver GetDefaultConsumerGroup",
      SELF),
    M(HUB, "Send SendBatch EnqueueEvent EnqueueEvents", WRITE),
    M(HUB, "ReadEvents ReadEventsFromPartition StartProcessing Receive", READ),
    M(GRID, "SendEvent SendEvents SendCloudEvent SendCloudEvents SendEncodedCloudEvents", WRITE),
    R(GRID, "PublishEvents PublishEventsWithHttpMessages", WRITE, "c"),
    STATIC("RegistryManager ServiceClient DeviceClient ModuleClient JobClient",
           "CreateFromConnectionString Create", IOT, "c"),
    M(IOT, "Send SendEvent SendEventBatch InvokeDeviceMethod InvokeMethod AddDevice* UpdateTwin "
      "RemoveDevice UpdateDevice UpdateReportedProperties", WRITE),
    M(IOT, "GetDevice* GetTwin CreateQuery Receive ReceiveMessage GetStatistics", READ),
    /* cosmos */
    MAKE(COSMOS, "GetContainer", COSMOS_CONTAINER, "dn"),
    MAKE(COSMOS, "GetDatabase CreateDatabase CreateDatabaseIfNotExists", COSMOS_DB, "d"),
    M(COSMOS, "Build", SELF),
    MAKE(COSMOS_DB, "GetContainer CreateContainer CreateContainerIfNotExists DefineContainer",
         COSMOS_CONTAINER, "n"),
    STATIC("UriFactory", "CreateDocumentCollectionUri CreateDocumentUri CreateStoredProcedureUri",
           COSMOS_CONTAINER, "dn"),
    R(COSMOS, "CreateDocument UpsertDocument ReplaceDocument DeleteDocument ExecuteStoredProcedure",
      WRITE, "-"),
    R(COSMOS, "ReadDocument CreateDocumentQuery ReadDocumentFeed", READ, "-"),
    M(COSMOS_CONTAINER, "CreateItem* UpsertItem* ReplaceItem* DeleteItem* PatchItem* "
      "CreateTransactionalBatch ExecuteStoredProcedure*", WRITE),
    M(COSMOS_CONTAINER, "ReadItem* ReadMany* GetItemQuery* GetItemLinqQueryable GetChangeFeed*",
      READ),
    /* databases */
    MAKE(DATABASE, "CreateCommand", COMMAND, "d"),
    M(DATABASE, "GetDatabase GetCollection OpenConnection BeginTransaction", SELF),
    R(DATABASE, "Query* ExecuteScalar ExecuteReader", SQL, "d"),
    R(DATABASE, "Find* Aggregate CountDocuments Get GetAll AsQueryable ToList ToArray First* "
      "Single* Any Count Where Include AsNoTracking Select* OrderBy* FromSql* Max Sum", READ, ""),
    R(DATABASE, "Add AddRange Remove RemoveRange Execute Insert* Update* Delete* ReplaceOne "
      "BulkWrite* WriteToServer", WRITE, "d"),
    M(COMMAND, "ExecuteReader ExecuteScalar ExecuteXmlReader Fill", SQL),
    M(COMMAND, "ExecuteNonQuery", WRITE),
    STATIC("ConnectionMultiplexer", "Connect", CACHE, "c"),
    M(CACHE, "GetDatabase GetSubscriber", SELF),
    M(CACHE, "StringGet* HashGet* HashExists KeyExists ListRange ListLeftPop ListRightPop "
      "SetMembers SetContains SortedSetRange* Subscribe StreamRead*", READ),
    M(CACHE, "StringSet* HashSet* HashDelete KeyDelete KeyExpire ListLeftPush ListRightPush SetAdd "
      "SetRemove SortedSetAdd SortedSetRemove StringIncrement StringDecrement Publish StreamAdd",
      WRITE),
    /* key vault */
    R(VAULT, "GetSecret GetSecretVersions GetCertificate GetCertificateVersion "
      "GetCertificatePolicy DownloadCertificate GetCertificateOperation", READ, "n"),
    R(VAULT, "GetPropertiesOfCertificates GetPropertiesOfSecrets", READ, ""),
    R(VAULT, "SetSecret StartDeleteSecret UpdateSecretProperties StartCreateCertificate "
      "MergeCertificate ImportCertificate UpdateCertificate* StartDeleteCertificate", WRITE, "n"),
    R(VAULT_KEYS, "GetKey Decrypt Encrypt Sign Verify WrapKey UnwrapKey SignData", READ, "n"),
    /* http */
    MAKE(HTTP_FACTORY, "CreateClient", HTTP, ""),
    STATIC("WebRequest HttpWebRequest", "Create CreateHttp", HTTP_REQUEST, "u"),
    STATIC("RestService", "For", HTTP, "u"),
    R(HTTP, "Get GetString GetStream GetByteArray GetFromJson* GetJson Post PostJson PostAsJson "
      "PostAsXml PostString PostUrlEncoded Put PutAsJson Patch PatchAsJson Delete DeleteFromJson* "
      "Send SendJson DownloadString DownloadData DownloadFile UploadString UploadData UploadValues "
      "UploadFile OpenRead OpenWrite Execute* GetByteArray "
      "RequestClientCredentialsToken", CALL, "u"),
    R(HTTP_REQUEST, "GetResponse GetRequestStream GetResponseNoException", CALL, ""),
    /* durable functions */
    R(DURABLE, "CallActivity* CallSubOrchestrator* StartNew ScheduleNewOrchestrationInstance "
      "CallEntity SignalEntity ScheduleNewOrchestrationInstance", INVOKE, "n"),
    R(DURABLE, "CallHttp", CALL, "-u"),
    /* third parties with static methods */
    {SDK_NONE, "MessageResource CallResource VerificationResource LookupResource "
     "VerificationCheckResource PhoneNumberResource", "Create Fetch Read Update", ACT_CALL, 0, "",
     "Twilio"},
    {SDK_NONE, "TwilioClient", "Init", ACT_MAKE, SDK_SERVICE, "kk", "Twilio"},
    {SDK_NONE, "NotificationHubClient", "CreateClientFromConnectionString", ACT_MAKE, SDK_SERVICE,
     "kk", "Azure Notification Hubs"},
    {SDK_SERVICE, NULL, "Dispose ToString GetHashCode Equals GetType Close Disconnect Quit "
     "CreateBuilder Build", ACT_NONE, 0, "", NULL},
    {SDK_SERVICE, NULL, "*", ACT_CALL, 0, "", NULL},
    {0, NULL, NULL, 0, 0, NULL, NULL},
};
