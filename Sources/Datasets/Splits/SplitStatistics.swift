/// Sizes of the parts, and how much of the test the training data says nothing about.
enum SplitStatistics {
    static func counts(_ split: DataSplit) -> [(name: String, value: Int)] {
        let trainUsers = present(split.train.users, split.userCount), trainItems = present(split.train.items, split.itemCount)
        let testUsers = present(split.test.users, split.userCount), testItems = present(split.test.items, split.itemCount)
        let cold = zip(split.test.users, split.test.items).count { !trainUsers[Int($0)] || !trainItems[Int($1)] }
        return [
            ("train_interactions", split.train.count), ("validation_interactions", split.validation.count),
            ("test_interactions", split.test.count), ("train_users", trainUsers.count { $0 }), ("train_items", trainItems.count { $0 }),
            ("test_users", testUsers.count { $0 }), ("test_items", testItems.count { $0 }),
            ("cold_test_users", zip(testUsers, trainUsers).count { $0 && !$1 }),
            ("cold_test_items", zip(testItems, trainItems).count { $0 && !$1 }), ("cold_test_interactions", cold),
        ]
    }

    private static func present(_ column: [Int32], _ count: Int) -> [Bool] {
        var result = [Bool](repeating: false, count: count)
        for index in column { result[Int(index)] = true }
        return result
    }
}
